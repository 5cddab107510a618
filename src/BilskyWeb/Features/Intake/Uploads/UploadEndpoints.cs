using BilskyWeb.Core;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>Uploads over HTTP, for programs and for the script of the referral page.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder endpoints)
    {
        // A guest sends, and nothing else: what became of it their page says.
        endpoints.MapGroup("/api/uploads").RequireAuthorization(Policy.Sender).RequireAntiforgeryHeader().WithTags("Uploads").WithMetadata(new TakesUploadsAttribute())
            .MapPost("", ReceiveAsync)
            .WithSummary("Streams one ZIP, one DICOM file, or multipart/form-data with many; every file is screened before this answers.")
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        var uploads = endpoints.MapGroup("/api/uploads").RequireAuthorization(Policy.Referrer).RequireAntiforgeryHeader().WithTags("Uploads").WithMetadata(new TakesUploadsAttribute());
        uploads.MapGet("{id:guid}", async (Guid id, FindUpload find, ActorAccessor actors, CancellationToken cancellationToken, bool files = true) =>
            (await find.HandleAsync(await actors.GetAsync(), id, files, cancellationToken)).ToHttp());
        uploads.MapPost("{id:guid}/submit", async (Guid id, ReferralDetails? details, SubmitUpload submit, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await submit.HandleAsync(await actors.GetAsync(), id, details ?? new ReferralDetails(), cancellationToken)).ToHttp(_ => Results.Accepted($"/api/uploads/{id}")));
        uploads.MapDelete("{id:guid}", async (Guid id, DiscardUpload discard, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await discard.HandleAsync(await actors.GetAsync(), id, cancellationToken)).ToHttp());
    }

    private static async Task<IResult> ReceiveAsync(
        HttpContext http, ReceiveUpload receive, SubmitUpload submitUpload, ActorAccessor actors, IOptions<UploadOptions> options, CancellationToken cancellationToken,
        [FromQuery] Guid? id = null, [FromQuery] bool submit = true)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.Value.MaxRequestBytes;
        }
        if (http.Request.ContentLength > options.Value.MaxRequestBytes)
        {
            return new UploadTooLarge(options.Value.MaxRequestBytes).ToHttp();
        }
        var actor = await actors.GetAsync();
        if (submit && actor.IsGuest)
        {
            return new SubmittedOnThePage().ToHttp();
        }
        var uploadId = id ?? Guid.CreateVersion7();
        var received = await receive.HandleAsync(actor, uploadId, submit, UploadBody.ReadAsync(http.Request, cancellationToken), cancellationToken);
        if (received.Error is { } error)
        {
            return error.ToHttp();
        }
        var state = received.Value.State;
        if (submit && state == UploadState.Checked)
        {
            // Everything has arrived: whoever hangs up now still gets what they asked for.
            if (await submitUpload.HandleAsync(actor, uploadId, new ReferralDetails(), CancellationToken.None) is { Error: { } refused })
            {
                return refused.ToHttp();
            }
            state = UploadState.Sending;
        }
        return Results.Accepted($"/api/uploads/{uploadId}", new ReceivedUpload(uploadId, state, received.Value.Error));
    }

    /// <summary>Answer to an upload. <c>Error</c> says why nothing of it can be stored.</summary>
    private sealed record ReceivedUpload(Guid Id, UploadState State, string? Error);
}
