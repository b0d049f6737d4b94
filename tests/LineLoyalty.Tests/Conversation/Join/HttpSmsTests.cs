using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using LineLoyalty.Conversation.Join;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Conversation.Join;

/// <summary>The SMS company is a real HTTP server on loopback.</summary>
public sealed class HttpSmsTests : IAsyncLifetime
{
    private readonly List<(string Body, string? ContentType, string? Authorization)> received = [];
    private WebApplication company = null!;
    private string url = "";
    private (int Status, string Body) answer = (200, "{\"status\":\"OK\"}");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        company = builder.Build();
        company.MapPost("/send", async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            received.Add((await reader.ReadToEndAsync(), http.Request.ContentType, http.Request.Headers.Authorization));
            http.Response.StatusCode = answer.Status;
            if (answer.Status == 302) http.Response.Headers.Location = url + "?again";
            await http.Response.WriteAsync(answer.Body);
        });
        await company.StartAsync();
        url = company.Urls.First() + "/send";
    }

    public ValueTask DisposeAsync() => company.DisposeAsync();

    private async Task<bool> SendAsync(Action<SmsOptions>? change = null, string text = "您的驗證碼為 \"123456\" & {phone}")
    {
        var options = new SmsOptions { Provider = SmsProvider.Http, Url = url };
        change?.Invoke(options);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };
        return await new HttpSms(http, Options.Create(options), NullLogger<HttpSms>.Instance)
            .SendAsync(new SmsMessage("+886912345678", text, 1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_message_is_posted_as_JSON_that_says_exactly_what_was_meant()
    {
        Assert.True(await SendAsync(o => o.Authorization = "Bearer secret"));

        var (body, type, authorization) = Assert.Single(received);
        var json = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal("+886912345678", json.GetProperty("to").GetString());
        Assert.Equal("您的驗證碼為 \"123456\" & {phone}", json.GetProperty("text").GetString());
        Assert.Equal("application/json", type);
        Assert.Equal("Bearer secret", authorization);
    }

    [Fact]
    public async Task A_form_with_a_local_number_works_too()
    {
        Assert.True(await SendAsync(o =>
        {
            o.ContentType = "application/x-www-form-urlencoded; charset=utf-8";
            o.Body = "username=u&dstaddr={phone}&smbody={text}";
            o.LocalNumber = true;
        }));

        var form = HttpUtility.ParseQueryString(received[0].Body);
        Assert.Equal("0912345678", form["dstaddr"]);
        Assert.Equal("您的驗證碼為 \"123456\" & {phone}", form["smbody"]);
    }

    [Theory]
    [InlineData(500, "oops")]
    [InlineData(401, "no")]
    [InlineData(302, "elsewhere")]
    public async Task Anything_but_success_is_not_sent_and_not_followed(int status, string body)
    {
        answer = (status, body);

        Assert.False(await SendAsync());
        Assert.Single(received);
    }

    [Fact]
    public async Task A_company_that_answers_200_to_everything_is_read()
    {
        answer = (200, "statuscode=e\nError=insufficient balance");
        Assert.False(await SendAsync(o => o.AcceptedWhen = "(?m)^statuscode=[0124]$"));

        answer = (200, "msgid=1\nstatuscode=1");
        Assert.True(await SendAsync(o => o.AcceptedWhen = "(?m)^statuscode=[0124]$"));
    }

    [Fact]
    public async Task A_company_that_is_not_there_is_not_an_exception()
    {
        await company.StopAsync();

        Assert.False(await SendAsync());
    }
}
