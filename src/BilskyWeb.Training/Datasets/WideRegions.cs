using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Training.Datasets;

/// <summary>
/// Regions that teach shape and not one scanner's greys: phantoms drawn wider than any scanner, and implants on real persons of the training side. Segmentation and grader learn
/// from them alike. They are made once per run: the result is kept in the run's folder.
/// </summary>
internal sealed class WideRegions(string folder, TextWriter progress)
{
    // Seeds 101 to 199 are for implants to learn from (docs/protocol.md).
    private const long FirstImplantSeed = 100;
    private const int RoundsPerHost = 40;

    // What graders took for high on real texture: a mass that does not reach the cord.
    private static readonly IReadOnlyList<BilskyGrade> ForGraders = [.. BilskyGrades.All, BilskyGrade.Grade1a, BilskyGrade.Grade1b];

    /// <summary>Opens the folders of real persons.</summary>
    /// <param name="folders">Axial T2 series with masks.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="InvalidDataException">A folder cannot be used, or its person is on another side of the split than training.</exception>
    internal static async Task<IReadOnlyList<HostFolder>> OpenAsync(IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var hosts = new List<HostFolder>();
        foreach (var folder in folders)
        {
            var host = await HostFolder.OpenAsync(folder, cancellation).ConfigureAwait(false);
            if (!host.IsOk)
                throw new InvalidDataException(host.Error!.Message);
            if (PersonSplit.Current.SideOf(host.Value.Person) is var side && side != PersonSide.Train)
                throw new InvalidDataException($"{folder}: this person is on the side \"{side.ToString().ToLowerInvariant()}\" of the split (docs/protocol.md), and nothing may learn from it. Leave the folder out.");
            hosts.Add(host.Value);
        }

        return hosts;
    }

    /// <summary>How many lesions a person carries for the segmentation.</summary>
    internal static int StudiesPerHost => RoundsPerHost * BilskyGrades.Count;

    /// <summary>Names the persons in keys of data.</summary>
    internal static string Key(IReadOnlyList<HostFolder> hosts) => string.Concat(hosts.Select(h => "-" + h.Name));

    /// <summary>For the segmentation: slices whose tissues are known, grades in turn.</summary>
    internal SegmentationSamples ForSegmentation(string side, string key, long seed, int slices, IReadOnlyList<HostFolder> hosts, CancellationToken cancellation) =>
        Once($"segmentation-{side}-{key}.bin", seed, slices, hosts, (samples, host) => samples.Add(Implants(host, BilskyGrades.All, seed, cancellation)), cancellation);

    /// <summary>For the grader: 1a and 1b as often again, every bright mass once more (brightness must not tell the grade), and each person from head to sacrum as it is, grade 0.</summary>
    internal SegmentationSamples ForGrader(string key, long seed, int slices, IReadOnlyList<HostFolder> hosts, CancellationToken cancellation) =>
        Once(
            $"grader-wide-{key}.bin",
            seed,
            slices,
            hosts,
            (samples, host) =>
            {
                var implants = Implants(host, ForGraders, seed, cancellation);
                samples.Add(implants);
                samples.Add([.. implants.Where(i => i.HasBrightMass)]);
                samples.AddTumourFree([.. TumourFreeSlices.Of(host, cancellation)]);
            },
            cancellation);

    private IReadOnlyList<ImplantRegion> Implants(HostFolder host, IReadOnlyList<BilskyGrade> round, long seed, CancellationToken cancellation)
    {
        var implants = ImplantRegion.Draw(host, FirstImplantSeed + seed, [.. Enumerable.Repeat(round, RoundsPerHost).SelectMany(g => g)], cancellation);
        if (!implants.IsOk)
            throw new InvalidDataException(implants.Error!.Message);
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{host.Name}: {implants.Value.Count} real slices with and without an implant"));
        return implants.Value;
    }

    private SegmentationSamples Once(string name, long seed, int slices, IReadOnlyList<HostFolder> hosts, Action<SegmentationSamples, HostFolder> add, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path))
            return SegmentationSamples.Load(path);

        var samples = SegmentationSamples.Draw(seed, slices, progress, cancellation);
        foreach (var host in hosts)
        {
            add(samples, host);
        }

        samples.Save(path + ".part");
        File.Move(path + ".part", path, overwrite: true);
        return samples;
    }
}
