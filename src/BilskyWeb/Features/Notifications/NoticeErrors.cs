using BilskyWeb.Core;

namespace BilskyWeb.Features.Notifications;

internal sealed record AddressRefused(string Reason) : ConflictError("notice.refused", $"The mail server does not take this address: {Reason}");

internal sealed record MailRefused(int Status) : ConflictError("notice.mail_refused", $"The mail server refused it ({Status}). Its operator should look at from whom it takes mail; then have it tried again.");

internal sealed record ReceiverRefuses(int Status) : ConflictError("notice.receiver_refuses", $"The receiver answered {Status}. Its operator should look at its secret and at what it accepts; then have it tried again.");

internal sealed record ChannelAway(string Reason) : UnavailableError("notice.channel_away", Reason);

internal sealed record ChannelOff() : ConflictError("notice.channel_off", "This way is switched off in the settings.");

internal sealed record NoticeFault() : UnavailableError("notice.fault", "A fault of the program. It is tried again; if it stays so, tell the operator.");

internal sealed record NoticeNotFound() : NotFoundError("notice.not_found", "There is no such notification, or it is not yours to see.");

internal sealed record DeliveryNotFailed() : ConflictError("notice.not_failed", "This delivery has not failed. Nothing was changed.");

internal sealed record QuietHoursIncomplete() : InvalidInputError("notice.quiet_hours", "Quiet hours have a beginning and an end that differ. Give both, or neither. Nothing was saved.");
