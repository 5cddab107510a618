using Microsoft.AspNetCore.Mvc;

namespace BilskyWeb.Platform.Http;

/// <summary>A request that is turned away before any route sees it: problem details for a program, a sentence for a person.</summary>
internal static class Refusal
{
    /// <param name="http">Not yet answered.</param>
    /// <param name="status">4xx.</param>
    /// <param name="code">Stable, for programs.</param>
    /// <param name="detail">What happened and what to do.</param>
    public static Task WriteAsync(HttpContext http, int status, string code, string detail)
    {
        if (!ProgramPaths.Match(http.Request))
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync(detail);
        }

        return Results.Problem(ProblemOf(status, code, detail)).ExecuteAsync(http);
    }

    public static ProblemDetails ProblemOf(int status, string code, string detail) =>
        new() { Type = $"urn:bilskyweb:error:{code}", Title = "The request is wrong", Status = status, Detail = detail };
}
