namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>What a button asks of the viewer's script.</summary>
/// <param name="Name">The function.</param>
/// <param name="Argument">Its argument; null for none.</param>
public sealed record ImageAction(string Name, object? Argument = null);
