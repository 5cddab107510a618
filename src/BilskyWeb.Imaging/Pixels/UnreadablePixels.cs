using BilskyWeb.Core;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>The frame's description or bytes do not make a grey image that can be graded.</summary>
public sealed record UnreadablePixels(string Code, string Message) : InvalidInputError(Code, Message);
