namespace BilskyWeb.Features.Notifications;

/// <summary>Notices and deliveries in words.</summary>
internal static class NoticeWords
{
    public static string Of(NoticeChannel channel) => channel switch
    {
        NoticeChannel.Email => "E-mail",
        NoticeChannel.Webhook => "Gateway",
    };

    public static string Of(NoticeDeliveryState state) => state switch
    {
        NoticeDeliveryState.Waiting => "waiting",
        NoticeDeliveryState.Delivered => "delivered",
        NoticeDeliveryState.Failed => "failed",
        NoticeDeliveryState.Withdrawn => "not sent",
    };

    /// <summary>"3 unread, one urgent".</summary>
    public static string Of(UnseenNotices unseen) =>
        unseen.All == 0 ? "none unread" : $"{unseen.All} unread{(unseen.Urgent == 0 ? "" : unseen.Urgent == 1 ? ", one urgent" : $", {unseen.Urgent} urgent")}";
}
