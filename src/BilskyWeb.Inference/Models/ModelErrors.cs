using BilskyWeb.Core;

namespace BilskyWeb.Inference.Models;

/// <summary>A model's card or file is not there.</summary>
public sealed record ModelMissing(string Message) : UnavailableError("model.missing", Message);

/// <summary>A model's file is not the one its card describes.</summary>
public sealed record ModelAltered(string Message) : UnavailableError("model.altered", Message);

/// <summary>A model's card or file cannot be used: not JSON, not ONNX, wrong inputs, made for another preprocessing.</summary>
public sealed record ModelUnusable(string Message) : UnavailableError("model.unusable", Message);
