namespace Line.Messaging.Webhooks;

/// <summary>A webhook body (or one event of it) that is not what LINE sends: the only exception the webhook readers throw for bad input.</summary>
public sealed class WebhookFormatException : FormatException
{
    internal WebhookFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
