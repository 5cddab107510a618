using System.Text.Json.Serialization;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>What the page behind a link asks for.</summary>
internal static class LinkEndpoints
{
    public static void MapReferralLinks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/referral-links/open", async (SecretBody body, OpenLink open, HttpContext http, CancellationToken cancellationToken) =>
            (await open.HandleAsync(http, body.Secret ?? "", cancellationToken)).ToHttp())
            .AllowAnonymous().RequireAntiforgeryHeader().RequireRateLimiting(HttpRegistration.SignInLimit).WithTags("Referrals")
            .WithSummary("For the page behind a link: exchanges its secret for a session of its guest.");
        endpoints.MapPost("/api/referral-links", async (LinkBody body, MakeLink make, IOptions<ReferralLinkOptions> options, ActorAccessor actors, HttpContext http, CancellationToken cancellationToken) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var most = options.Value;
            return (await make.HandleAsync(await actors.GetAsync(), body.ForWhom ?? "", body.Hours ?? most.DefaultHours, body.MaxBytes ?? most.MaxBytes, body.MaxFiles ?? most.MaxFiles, cancellationToken)).ToHttp(Results.Ok);
        }).RequireAuthorization(Policy.Reviewer).RequireAntiforgeryHeader().WithTags("Referrals").Produces<NewLink>()
            .WithSummary("Makes a link by which somebody without an account sends one referral. Its secret is in this answer alone.");
    }

    /// <param name="ForWhom">A name or a hospital; the team reads it as the referrer's name.</param>
    /// <param name="Hours">How long it holds; the program's setting where nothing is said, as with the others.</param>
    /// <param name="MaxBytes">Most bytes of the upload, unpacked.</param>
    /// <param name="MaxFiles">Most files of the upload.</param>
    internal sealed record LinkBody([property: JsonRequired] string? ForWhom, int? Hours, long? MaxBytes, int? MaxFiles);

    /// <param name="Secret">What stands behind the #.</param>
    internal sealed record SecretBody([property: JsonRequired] string? Secret);
}
