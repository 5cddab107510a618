namespace BilskyWeb.Features.Export;

/// <summary>Documents and what became of them in words.</summary>
internal static class ResultWords
{
    public static string Of(ResultKind kind, int number) => kind switch
    {
        ResultKind.KeyObjects => "Key object selection",
        ResultKind.Report => "Structured report",
        ResultKind.KeyImage => $"Key image {number}",
        _ => "Report (PDF)",
    };

    public static string FileName(ResultKind kind, int number) => kind switch
    {
        ResultKind.KeyObjects => "key-objects",
        ResultKind.Report => "structured-report",
        ResultKind.KeyImage => $"key-image-{number}",
        _ => "report",
    };

    public static string Of(ResultRelease release) => release.State switch
    {
        ReleaseState.Stored => "in the archive",
        ReleaseState.Failed => "not in the archive: given up",
        _ when release.Error is not null => "not in the archive yet: is tried again",
        _ => "is being written",
    };

    public static string Of(DeliveryState state, bool failedBefore) => state switch
    {
        DeliveryState.Sent => "sent, and found there",
        DeliveryState.Unconfirmed => "sent; it answers no questions, so nobody here knows whether it has them",
        DeliveryState.Failed => "not sent: given up",
        DeliveryState.Superseded => "a newer version goes there instead",
        _ => failedBefore ? "not sent yet: is tried again" : "is being sent",
    };
}
