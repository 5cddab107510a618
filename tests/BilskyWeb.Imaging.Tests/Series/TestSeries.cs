using System.Globalization;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>Series of small slices, headers only.</summary>
internal static class TestSeries
{
    internal static readonly double[] Axial = [1, 0, 0, 0, 1, 0];
    internal static readonly double[] Sagittal = [0, 1, 0, 0, 0, -1];
    internal static readonly double[] Coronal = [1, 0, 0, 0, 0, -1];

    /// <summary>A stack of slices, the first one lowest.</summary>
    internal static IEnumerable<DicomDataset> Stack(
        int count, double spacingMm = 4, double startMm = 0, double[]? orientation = null, string name = "series", Action<DicomDataset>? change = null)
    {
        var cosines = orientation ?? Axial;
        var normal = Normal(cosines);
        for (var i = 0; i < count; i++)
        {
            var at = startMm + (i * spacingMm);
            var slice = TestObjects.MrSlice($"{name}/{startMm.ToString(CultureInfo.InvariantCulture)}/{i}", 64, 64)
                .Set(DicomTag.SeriesInstanceUid, DicomUid.FromSeed(name))
                .Set(DicomTag.InstanceNumber, i + 1)
                .Set(DicomTag.ImageOrientationPatient, cosines)
                .Set(DicomTag.ImagePositionPatient, normal[0] * at, normal[1] * at, normal[2] * at);
            change?.Invoke(slice);
            yield return slice;
        }
    }

    internal static double[] TiltedAxial(double degrees)
    {
        var angle = degrees * Math.PI / 180;
        return [1, 0, 0, 0, Math.Cos(angle), Math.Sin(angle)];
    }

    internal static SeriesChoices Choose(params IEnumerable<DicomDataset>[] series) =>
        AxialT2Selector.Choose(SeriesFacts.FromInstances(series.SelectMany(instances => instances)));

    /// <summary>The only decision about a study of one series.</summary>
    internal static SeriesChoice Judge(Action<DicomDataset> change) => Choose(Stack(10, change: change)).All.Single();

    /// <summary>What screening accepts of a folder.</summary>
    internal static async Task<List<ScreenedHeader>> ScreenAsync(IEnumerable<string> files)
    {
        var screener = new Part10Screener(new ScreeningLimits());
        var headers = new List<ScreenedHeader>();
        foreach (var path in files)
        {
            await using var file = File.OpenRead(path);
            if ((await screener.ScreenAsync(file, default)).Header is { } header)
            {
                headers.Add(header);
            }
        }

        return headers;
    }

    private static double[] Normal(double[] c) =>
        [(c[1] * c[5]) - (c[2] * c[4]), (c[2] * c[3]) - (c[0] * c[5]), (c[0] * c[4]) - (c[1] * c[3])];
}
