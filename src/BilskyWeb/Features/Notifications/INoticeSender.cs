using BilskyWeb.Core;

namespace BilskyWeb.Features.Notifications;

/// <summary>One notice as it leaves the program.</summary>
/// <param name="Id">Of the delivery; the same each time it is tried.</param>
/// <param name="Notice">What.</param>
/// <param name="RecipientName">To whom.</param>
/// <param name="Address">Their address; empty for none.</param>
internal sealed record OutgoingNotice(Guid Id, Notice Notice, string RecipientName, string Address);

/// <summary>Takes notices out of the program by one channel.</summary>
internal interface INoticeSender
{
    /// <summary>Which.</summary>
    NoticeChannel Channel { get; }

    /// <returns>Done once the other side has taken it; an <see cref="UnavailableError"/> where trying again may work, and any other error where it will not.</returns>
    Task<Result<Done>> SendAsync(OutgoingNotice outgoing, CancellationToken cancellationToken);
}
