using BilskyWeb.Core;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Tests.Platform.Http;

public sealed class ResultExtensionsTests
{
    public static TheoryData<Error, int> Errors() => new()
    {
        { new Missing(), 404 }, { new Wrong(), 400 }, { new Clash(), 409 }, { new Barred(), 403 }, { new Away(), 503 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void ToProblem_EachKind_HasItsStatusAndAStableType(Error error, int status)
    {
        var problem = error.ToProblem();

        Assert.Equal((status, "urn:bilskyweb:error:a.b", "Do this."), (problem.Status!.Value, problem.Type!, problem.Detail!));
    }

    private sealed record Missing() : NotFoundError("a.b", "Do this.");

    private sealed record Wrong() : InvalidInputError("a.b", "Do this.");

    private sealed record Clash() : ConflictError("a.b", "Do this.");

    private sealed record Barred() : ForbiddenError("a.b", "Do this.");

    private sealed record Away() : UnavailableError("a.b", "Do this.");
}
