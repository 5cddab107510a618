using System.Text.Json;
using BilskyWeb.Core.Clinical;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>What a referrer sees before submitting: which patient, which series, and whether the study can be graded. From screened headers only.</summary>
public sealed record Preflight(IReadOnlyList<PreflightStudy> Studies)
{
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static Preflight? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize<Preflight>(json, JsonSerializerOptions.Web);
}

/// <summary>One study of an upload.</summary>
public sealed record PreflightStudy
{
    public required string StudyInstanceUid { get; init; }
    public required PatientIdentity Patient { get; init; }

    /// <summary>Every identity that its images name under the one patient ID.</summary>
    public IReadOnlyList<PatientIdentity> Patients { get => field is { Count: > 0 } ? field : [Patient]; init; } = [];
    public DateOnly? StudyDate { get; init; }
    public string? AccessionNumber { get; init; }
    public string? Description { get; init; }
    public int Instances { get; init; }
    public required IReadOnlyList<PreflightSeries> Series { get; init; }

    /// <summary>True when a series is there that will be graded.</summary>
    public bool Gradable { get; init; }

    /// <summary>What a reader has to bear in mind although it is graded; null when nothing.</summary>
    public string? Caution { get; init; }

    /// <summary>The same, a sentence each.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>"Axial T2 present, 31 slices, 4 mm apart", or why not and what to do.</summary>
    public required string Summary { get; init; }
}

/// <summary>One series of an upload, or one part of it where it was split by plane or echo.</summary>
public sealed record PreflightSeries
{
    public required string SeriesInstanceUid { get; init; }
    public int? Number { get; init; }
    public required string Title { get; init; }
    public required string Modality { get; init; }
    public int Images { get; init; }

    /// <summary>True when this is the series that would be graded.</summary>
    public bool Taken { get; init; }
    public required string Reason { get; init; }

    /// <summary>What a reader has to bear in mind where it is graded, a sentence each.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];
}
