using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace BilskyWeb.Platform.Http;

/// <summary>Tells faults of the request from faults of ours: the former are answered as such, with what to do, and are no errors in the log.</summary>
internal sealed class RequestFaults(IProblemDetailsService problems) : IExceptionHandler
{
    public const string UnkeepableText = "A text holds a character that cannot be kept (NUL or half of a pair). Remove it and send again. Nothing was changed.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!ProgramPaths.Match(httpContext.Request) || Describe(exception, httpContext) is not { } problem)
        {
            return false;
        }

        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    /// <summary>The status that a fault stands for: that of the request's fault, else 500.</summary>
    public static int StatusOf(Exception fault) => Describe(fault, null)?.Status ?? StatusCodes.Status500InternalServerError;

    private static ProblemDetails? Describe(Exception fault, HttpContext? http)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case BadHttpRequestException { InnerException: JsonException json }:
                    return Refusal.ProblemOf(StatusCodes.Status400BadRequest, "request.malformed_json", Sentence(json));
                case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                    return Refusal.ProblemOf(StatusCodes.Status413PayloadTooLarge, BodyLimit.Code,
                        BodyLimit.Sentence(http?.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0));
                case BadHttpRequestException bad:
                    return Refusal.ProblemOf(bad.StatusCode, "request.malformed", Words(bad.StatusCode));
                case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } or EncoderFallbackException:
                    return Refusal.ProblemOf(StatusCodes.Status400BadRequest, "request.unkeepable_text", UnkeepableText);
            }
        }

        return null;
    }

    /// <summary>What to do about a status that came without a sentence.</summary>
    public static string Words(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "A part of the address or of the body is not of the kind that this route takes. The description of the routes is at /openapi/v1.json. Nothing was changed.",
        StatusCodes.Status401Unauthorized => "Sign in, or send a key as Authorization: Bearer KEY.",
        StatusCodes.Status403Forbidden => "Your role does not allow this.",
        StatusCodes.Status404NotFound => "There is nothing at this address, or it is not yours to see.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take this method. The description of the routes is at /openapi/v1.json.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this route takes. Nothing was changed. Send less at once; images go to /api/uploads.",
        StatusCodes.Status415UnsupportedMediaType => "This route takes application/json. Say so in Content-Type. Nothing was changed.",
        _ => "The request cannot be answered as it is. The description of the routes is at /openapi/v1.json.",
    };

    // The parser's own words name types of ours; its place in the body is what helps.
    private static string Sentence(JsonException json)
    {
        var what = json.Message == PlainJson.NulInText || json.Message == PlainJson.NullInList ? json.Message : "The body is not the JSON that this route takes";
        var place = json.Path is { Length: > 0 and <= 200 } path ? $" at {path}" : "";
        var line = json.LineNumber is { } number ? $" (line {number + 1}, byte {json.BytePositionInLine + 1})" : "";
        return $"{what}{place}{line}. The description of the routes is at /openapi/v1.json. Nothing was changed.";
    }
}
