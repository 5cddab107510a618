using BilskyWeb.Core;

namespace BilskyWeb.Features.Grading;

/// <summary>A picture that can be told from every other before it is drawn.</summary>
/// <param name="Tag">Made of all that it shows: the same tag, the same picture.</param>
/// <param name="ReadAsync">Draws it, or reads it where it was drawn before. A PNG file.</param>
internal sealed record Picture(string Tag, Func<CancellationToken, Task<Result<byte[]>>> ReadAsync);
