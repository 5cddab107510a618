using System.Text;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Images for readers, reads for statisticians. Addresses hold ids of ours alone.</summary>
internal static class ReaderStudyEndpoints
{
    private const string ForAWhile = "private, max-age=900";

    public static void MapReaderStudyApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/reader-studies/{study:guid}").RequireAuthorization(Policy.Referrer).WithTags("Reader studies");
        api.MapGet("cases/{item:guid}.png", async (Guid study, Guid item, string? view, DrawCase draw, ActorAccessor actors, HttpContext http) =>
        {
            var kind = view switch { "close-up" => CaseView.CloseUp, "plain" => CaseView.Plain, _ => CaseView.Outlined };
            var image = await draw.HandleAsync(await actors.GetAsync(), study, item, kind, http.RequestAborted);
            http.Response.Headers.CacheControl = image.IsOk ? ForAWhile : "no-store";
            return image.ToHttp(png => Results.Bytes(png, "image/png"));
        }).WithMetadata(new ShowsStudyOfCaseAttribute());
        api.MapGet("cases/{item:guid}/stack", async (Guid study, Guid item, OpenCaseStack open, ActorAccessor actors, HttpContext http) =>
        {
            var stack = await open.HandleAsync(await actors.GetAsync(), study, item, http.RequestAborted);
            http.Response.Headers.CacheControl = stack.IsOk ? ForAWhile : "no-store";
            return stack.ToHttp();
        }).Produces<CaseStackJson>().WithMetadata(new ShowsStudyOfCaseAttribute());
        api.MapGet("cases/{item:guid}/slices/{offset:int}", async (Guid study, Guid item, int offset, ReadCaseSlice read, ActorAccessor actors, HttpContext http) =>
        {
            var slice = await read.HandleAsync(await actors.GetAsync(), study, item, offset, http.RequestAborted);
            http.Response.Headers.CacheControl = slice.IsOk ? ForAWhile : "no-store";
            return slice.ToHttp(bytes => Results.Bytes(bytes, "application/octet-stream"));
        }).WithMetadata(new ShowsStudyOfCaseAttribute());
        api.MapGet("reads.csv", async (Guid study, ExportReads export, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await export.HandleAsync(await actors.GetAsync(), study, cancellationToken)).ToHttp(csv =>
                Results.File(Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8", $"reads-{study:N}.csv"))).RequireAuthorization(Policy.Admin);
    }
}
