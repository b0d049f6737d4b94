using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Outside;

/// <summary>Hands e-mails to the SMTP account of the settings. Every try of one message carries the same Message-ID, by which mailboxes know a repeat.</summary>
internal sealed class SmtpSender(IOptions<OutsideOptions> options) : IOutsideSender
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly EmailAccount account = options.Value.Email;

    public OutsideChannel Channel => OutsideChannel.Email;
    public bool Available => account.IsSet;
    public decimal Price => account.Price;
    public bool KnowsRepeats => true;

    public async Task<OutsideAnswer> SendAsync(OutsideLetter letter, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        using var smtp = new SmtpClient(account.Host, account.Port) { EnableSsl = account.StartTls };
        if (account.User is { Length: > 0 } user) smtp.Credentials = new NetworkCredential(user, account.Password);
        using var mail = new MailMessage(new MailAddress(account.From, account.FromName, Encoding.UTF8), new MailAddress(letter.Address))
        {
            Subject = letter.Subject ?? "", SubjectEncoding = Encoding.UTF8, Body = letter.Text, BodyEncoding = Encoding.UTF8, IsBodyHtml = false,
        };
        mail.Headers.Add("Message-ID", $"<{letter.Key.Replace(':', '.')}@{mail.From!.Host}>");
        try
        {
            await smtp.SendMailAsync(mail, limit.Token);
            return new(OutsideVerdict.Accepted, "SMTP 250");
        }
        catch (SmtpException e)
        {
            // The exception's words may hold the address: only its code is kept.
            var code = (int)e.StatusCode;
            return code is >= 500 and < 600 ? new(OutsideVerdict.Refused, $"SMTP {code}") : new(OutsideVerdict.Failed, code > 0 ? $"SMTP {code}" : "SMTP connection");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(OutsideVerdict.Unknown, "timeout");
        }
    }
}
