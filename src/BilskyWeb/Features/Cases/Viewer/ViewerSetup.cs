using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>What the browser's viewer is given; its twin is web/src/study/setup.ts.</summary>
internal sealed record ViewerSetup(
    string DicomWebRoot,
    string StudyInstanceUid,
    IReadOnlyList<ViewerSetup.SeriesEntry> Series,
    IReadOnlyList<ViewerSetup.Slice> Slices,
    int StartOrdinal)
{
    internal sealed record SeriesEntry(string SeriesInstanceUid, string Label);

    internal sealed record Box(double X, double Y, double Width, double Height);

    internal sealed record Slice(int Ordinal, string SeriesInstanceUid, string SopInstanceUid, int Frame, string Status, string? Grade, Box? Roi, ContoursJson? Contours, double PositionMm, string? Level);

    public static ViewerSetup Of(OpenedStudy opened, int startOrdinal)
    {
        var run = opened.Shown;
        var axes = SliceAxes.Of(run?.Slices ?? []);
        return new ViewerSetup(
            "/dicomweb",
            opened.Study.StudyInstanceUid,
            [.. opened.Series.Select(s => new SeriesEntry(s.SeriesInstanceUid, s.Description ?? ""))],
            [.. (run?.Slices ?? []).Select(s => new Slice(
                s.Ordinal,
                s.SeriesInstanceUid,
                s.SopInstanceUid,
                s.Frame,
                s.Status.ToString(),
                s.Grade?.ToText(),
                s is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? new Box(x, y, width, height) : null,
                s.Contours is { } contours ? ContoursJson.From(contours) : null,
                s.PositionMm,
                string.Join(", ", new[] { s.LevelName, SpinePosition.Part(axes?[s.Ordinal]) }.OfType<string>())))],
            startOrdinal);
    }
}
