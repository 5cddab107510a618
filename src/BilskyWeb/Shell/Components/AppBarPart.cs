namespace BilskyWeb.Shell.Components;

/// <summary>A part of the app bar that a feature brings, for whoever is signed in.</summary>
/// <param name="Component">Its component, without parameters.</param>
internal sealed record AppBarPart(Type Component);
