namespace BilskyWeb.Shell.Components;

/// <summary>Some keys and what they do, as the key sheet lists them.</summary>
public sealed record KeyRow(string[] Keys, string Does);
