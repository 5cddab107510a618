using System.Globalization;
using BilskyWeb.Core;

namespace BilskyWeb.Phantom.Implants;

/// <summary>The slices of a host that can take an implant, with their outlines; the others with the reason.</summary>
internal sealed class HostCanals
{
    /// <summary>A stretch of fewer slices is no study.</summary>
    public const int FewestSlices = 3;

    private readonly Dictionary<string, HostAnatomy> _anatomies;

    private HostCanals(HostFolder folder, Dictionary<string, HostAnatomy> anatomies, List<List<HostFile>> runs, List<(string Reason, int Slices)> refused)
    {
        (Folder, _anatomies, Runs, Refused) = (folder, anatomies, runs, refused);
    }

    public HostFolder Folder { get; }

    /// <summary>Stretches of slices without a gap, head first.</summary>
    public List<List<HostFile>> Runs { get; }

    /// <summary>Why slices were left out, and how many.</summary>
    public List<(string Reason, int Slices)> Refused { get; }

    public int Usable => _anatomies.Count;

    public HostAnatomy? Of(HostFile file) => _anatomies.GetValueOrDefault(file.Path);

    /// <summary>Looks at every slice in turn and keeps outlines alone.</summary>
    public static Result<HostCanals> Of(HostFolder folder, CancellationToken cancellation)
    {
        var anatomies = new Dictionary<string, HostAnatomy>();
        var reasons = new List<string>();
        var cordsAreMasked = folder.Slices.Any(HasCord);
        foreach (var file in folder.Slices)
        {
            cancellation.ThrowIfCancellationRequested();
            if (file.Refusal is { } known)
            {
                reasons.Add(known);
                continue;
            }

            // Below the conus a bundle of roots can look like a cord.
            if (cordsAreMasked && !HasCord(file))
            {
                reasons.Add("others of the series have a mask of the cord and this has none, so the cord may have ended");
                continue;
            }

            var slice = HostSlice.Load(file);
            var (found, reason) = HostAnatomy.Of(slice);
            if (found is not null && DonorTissue.Find(slice, found, DonorKind.Body, Randomness.SeededRandom.For(0, "any")) is null)
                (found, reason) = (null, "there is no tissue near the canal that a mass could take its texture from");
            if (found is null)
                reasons.Add(reason!);
            else
                anatomies.Add(file.Path, found);
        }

        // Numbers in a reason differ from slice to slice.
        List<(string, int)> refused = [.. reasons.GroupBy(r => string.Concat(r.Where(c => !char.IsDigit(c)))).Select(g => (g.First(), g.Count()))];
        var runs = RunsOf(folder, anatomies);
        if (runs.Count == 0)
        {
            return new WrongHost(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder.Path}: no {FewestSlices} neighbouring slices can take an implant ({anatomies.Count} of {folder.Slices.Count} with a mask can). {string.Join("; ", refused.Select(r => $"{r.Item2}: {r.Item1}"))}."));
        }

        return new HostCanals(folder, anatomies, runs, refused);
    }

    private static bool HasCord(HostFile file) => file.Masks.Any(m => m.Kind == MaskKind.Cord);

    private static List<List<HostFile>> RunsOf(HostFolder folder, Dictionary<string, HostAnatomy> anatomies)
    {
        var gaps = folder.Slices.Zip(folder.Slices.Skip(1), (a, b) => a.AlongMm - b.AlongMm).Where(g => g > 0.01).Order().ToList();
        var usual = gaps.Count > 0 ? gaps[gaps.Count / 2] : 1;
        var runs = new List<List<HostFile>>();
        foreach (var file in folder.Slices.Where(s => anatomies.ContainsKey(s.Path)))
        {
            var gap = runs.Count == 0 ? double.MaxValue : runs[^1][^1].AlongMm - file.AlongMm;
            if (gap <= 0.01)
                continue; // a second image of one place
            if (gap > 1.5 * usual)
                runs.Add([]);
            runs[^1].Add(file);
        }

        return [.. runs.Where(r => r.Count >= FewestSlices)];
    }
}
