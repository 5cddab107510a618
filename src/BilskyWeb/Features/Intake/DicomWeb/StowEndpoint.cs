using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace BilskyWeb.Features.Intake.DicomWeb;

internal sealed record NotStow() : InvalidInputError("dicomweb.not_stow", "STOW-RS takes multipart/related with type=\"application/dicom\", one instance per part.");

/// <summary>STOW-RS (PS3.18 section 10.5): every part is screened before the archive sees it and gets an answer of its own.
/// Behind it stands an ordinary upload, so what comes this way is a referral like any other.</summary>
internal static class StowEndpoint
{
    // PS3.18 table 10.5.3-1 and annex I.2.2.
    private const int CannotUnderstand = 0xC000;
    private const int Refused = 0x0122;
    private const int ProcessingFailure = 0x0110;
    private static readonly DicomTag FailedSopSequence = new(0x0008, 0x1198);
    private static readonly DicomTag FailureReason = new(0x0008, 0x1197);
    private static readonly DicomTag RetrieveUrl = new(0x0008, 0x1190);
    private static readonly DicomTag ErrorComment = new(0x0000, 0x0902);

    public static void MapStow(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/dicomweb/studies", StoreAsync).WithMetadata(new TakesUploadsAttribute()).RequireAuthorization(Policy.Referrer).RequireAntiforgeryHeader().WithTags("DICOMweb")
            .WithSummary("STOW-RS: 200 when all is stored, 202 when some is, 409 when nothing is; a reason per instance.")
            .WithMetadata(new DisableRequestSizeLimitAttribute());

    private static async Task<IResult> StoreAsync(
        HttpContext http, ReceiveUpload receive, SubmitUpload submit, FollowUpload follow, ActorAccessor actors, IOptions<UploadOptions> options, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/related", StringComparison.OrdinalIgnoreCase))
        {
            return new NotStow().ToHttp();
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.Value.MaxRequestBytes;
        }
        var actor = await actors.GetAsync();
        var id = Guid.CreateVersion7();
        var received = await receive.HandleAsync(actor, id, submitWhenChecked: true, UploadBody.ReadAsync(http.Request, cancellationToken), cancellationToken);
        if (received.Error is { } error)
        {
            return error.ToHttp();
        }
        if (received.Value.State == UploadState.Checked)
        {
            if (await submit.HandleAsync(actor, id, new ReferralDetails(), CancellationToken.None) is { Error: { } refused })
            {
                return refused.ToHttp();
            }
            await follow.UntilSettledAsync(id, cancellationToken);
        }
        return await AnswerAsync(http, follow, id, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, FollowUpload follow, Guid id, CancellationToken cancellationToken)
    {
        var files = await follow.FilesAsync(id, cancellationToken);
        var root = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/dicomweb/studies/";
        var stored = files.Where(f => f.Outcome is FileOutcome.Stored or FileOutcome.Duplicate).ToList();
        var failed = files.Except(stored).ToList();
        var answer = new DicomDataset();
        if (stored.Count > 0)
        {
            answer.Set(DicomTag.ReferencedSopSequence, [.. stored.Select(f => new DicomDataset()
                .Set(DicomTag.ReferencedSopInstanceUid, f.SopInstanceUid!)
                .SetAs(RetrieveUrl, "UR", $"{root}{f.StudyInstanceUid}/series/{f.SeriesInstanceUid}/instances/{f.SopInstanceUid}"))]);
        }
        if (failed.Count > 0)
        {
            answer.Set(FailedSopSequence, [.. failed.Select(Failure)]);
        }
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body))
        {
            answer.WriteTo(writer);
        }
        http.Response.StatusCode = failed.Count == 0 ? StatusCodes.Status200OK : stored.Count > 0 ? StatusCodes.Status202Accepted : StatusCodes.Status409Conflict;
        http.Response.ContentType = "application/dicom+json";
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), cancellationToken);
        return Results.Empty;
    }

    private static DicomDataset Failure(UploadFile file)
    {
        var reason = file.Outcome switch
        {
            FileOutcome.Skipped or FileOutcome.Rejected => CannotUnderstand,
            FileOutcome.Refused or FileOutcome.Held => Refused,
            _ => ProcessingFailure,
        };
        var failure = new DicomDataset().SetAs(FailureReason, "US", reason).SetAs(ErrorComment, "LO", Short(file.Reason ?? "The archive does not answer; the instance is kept and sent later."));
        return file.SopInstanceUid is { } sop ? failure.Set(DicomTag.ReferencedSopInstanceUid, sop) : failure;
    }

    // LO holds 64 characters.
    private static string Short(string text) => text.Length <= 64 ? text : text[..63] + "…";
}
