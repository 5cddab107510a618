using BilskyWeb.Core;
using Microsoft.AspNetCore.Mvc;

namespace BilskyWeb.Platform.Http;

/// <summary>The one mapper from expected failures to RFC 9457 problem details.</summary>
public static class ResultExtensions
{
    /// <summary>200 with the value (204 for <see cref="Done"/>), or the failure's problem details.</summary>
    public static IResult ToHttp<T>(this Result<T> result) =>
        result.ToHttp(value => value is Done ? Results.NoContent() : Results.Ok(value));

    /// <summary>What <paramref name="onValue"/> makes of the value, or the failure's problem details.</summary>
    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> onValue) => result.Match(onValue, ToHttp);

    /// <summary>The failure's problem details.</summary>
    public static IResult ToHttp(this Error error) => Results.Problem(error.ToProblem());

    /// <summary>The failure as problem details: <c>type</c> is stable, <c>detail</c> is for a person.</summary>
    public static ProblemDetails ToProblem(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var (status, title) = error switch
        {
            NotFoundError => (StatusCodes.Status404NotFound, "Not found"),
            InvalidInputError => (StatusCodes.Status400BadRequest, "The request is wrong"),
            ConflictError => (StatusCodes.Status409Conflict, "Not possible in the present state"),
            ForbiddenError => (StatusCodes.Status403Forbidden, "Not allowed"),
            UnavailableError => (StatusCodes.Status503ServiceUnavailable, "Something outside does not answer"),
            _ => throw new ArgumentException($"{error.GetType().Name} derives from no kind of error.", nameof(error)),
        };
        return new ProblemDetails { Type = $"urn:bilskyweb:error:{error.Code}", Title = title, Status = status, Detail = error.Message };
    }
}
