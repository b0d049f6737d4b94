using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Outside;

public sealed record EmailRequest(string? Email);

public sealed record EmailCodeRequest(string? Code);

public static class EmailEndpoints
{
    public static void MapEmail(this RouteGroupBuilder liff)
    {
        liff.MapGet("/email", async (SignedInMember member, ConfirmEmail email, CancellationToken ct) => TypedResults.Ok(await email.ReadAsync(member.Id, ct)));
        liff.MapPut("/email", async (EmailRequest request, SignedInMember member, ConfirmEmail email, HttpContext http, CancellationToken ct) => Answer(await email.ChangeAsync(member.Id, request.Email, ct), http));
        liff.MapPost("/email/code", async (SignedInMember member, ConfirmEmail email, HttpContext http, CancellationToken ct) => Answer(await email.SendAsync(member.Id, ct), http));
        liff.MapPost("/email/confirm", async (EmailCodeRequest request, SignedInMember member, ConfirmEmail email, HttpContext http, CancellationToken ct) => Answer(await email.ConfirmAsync(member.Id, request.Code, ct), http));
    }

    private static Results<Ok<EmailView>, ProblemHttpResult> Answer(Outcome<EmailView> outcome, HttpContext http) =>
        outcome.Succeeded(out var view, out var refusal) ? TypedResults.Ok(view) : refusal.ToProblem(http);
}
