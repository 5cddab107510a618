using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>A link that is shown once.</summary>
/// <param name="Path">Relative to the server's address. The secret stands behind the #, which no browser sends: it reaches no log and no Referer.</param>
internal sealed record NewLink(Guid Id, string Path, DateTimeOffset EndsAt);

/// <summary>Makes a link by which somebody without an account sends one referral. Only the hash of its secret is kept.</summary>
internal sealed class MakeLink(IDbContextFactory<BilskyDbContext> contexts, IOptions<ReferralLinkOptions> options, AuditTrail trail, TimeProvider clock)
{
    public const int LongestName = 150;

    /// <param name="actor">A reviewer or an admin.</param>
    /// <param name="forWhom">A name or a hospital; the team reads it as the referrer's name.</param>
    /// <param name="hours">How long it holds.</param>
    /// <param name="maxBytes">Most bytes of the upload, unpacked.</param>
    /// <param name="maxFiles">Most files of the upload.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<NewLink>> HandleAsync(Actor actor, string forWhom, int hours, long maxBytes, int maxFiles, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var most = options.Value;
        forWhom = forWhom.Trim();
        if (forWhom.Length is 0 or > LongestName || !forWhom.CanBeKept() || hours < 1 || hours > most.LongestHours
            || maxBytes < 1 << 20 || maxBytes > most.MaxBytes || maxFiles < 1 || maxFiles > most.MaxFiles)
        {
            return new BadLink(LongestName, most.LongestHours, most.MaxBytes, most.MaxFiles);
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7();
        var secret = Secret.New();
        var name = $"link-{id:N}";
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        database.Users.Add(new BilskyUser
        {
            Id = id,
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            DisplayName = $"{forWhom} (by link)",
            SecurityStamp = Guid.NewGuid().ToString("N"),
            IsGuest = true,
        });
        var link = new ReferralLink
        {
            Id = id,
            SecretSha256 = Secret.Hash(secret),
            ForWhom = forWhom,
            MadeById = actor.UserId,
            MadeAt = now,
            EndsAt = now.AddHours(hours),
            MaxBytes = maxBytes,
            MaxFiles = maxFiles,
        };
        database.ReferralLinks.Add(link);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.MadeLink, Detail: $"for {forWhom}, {hours} hours") { Facts = LedgerFacts.Of(("link", id), ("hours", hours), ("maxBytes", maxBytes), ("maxFiles", maxFiles)) }, cancellationToken);
        return new NewLink(id, $"{AuthRegistration.ByLinkPath.TrimStart('/')}#{secret}", link.EndsAt);
    }
}
