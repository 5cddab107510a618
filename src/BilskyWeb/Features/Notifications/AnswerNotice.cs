using BilskyWeb.Core;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Notifications;

/// <summary>Answers what a notice asks. What is asked is another feature's, which registers this; the page knows no more of it.</summary>
/// <param name="HandleAsync">Takes who answers, and the notice's <see cref="Notice.SourceId"/>.</param>
internal sealed record AnswerNotice(Func<Actor, Guid, CancellationToken, Task<Result<Done>>> HandleAsync);
