using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Commands;

/// <summary><c>phantom OUT --onto DIR...</c>: lesions of known grade implanted into real axial slices whose canal or cord is masked.</summary>
/// <param name="Folder">Where the studies go; new or empty.</param>
/// <param name="Hosts">Folders of real axial series with masks.</param>
/// <param name="Studies">How many studies.</param>
/// <param name="Seed">Same seed, same bytes.</param>
internal sealed record OntoRealSpines(DirectoryInfo Folder, IReadOnlyList<DirectoryInfo> Hosts, int Studies, long Seed)
{
    /// <summary>Pairs on the contact sheet.</summary>
    private const int Pairs = 12;

    /// <summary>Share of studies without a lesion.</summary>
    public double HealthyShare { get; init; } = 0.25;

    public bool Masks { get; init; }

    /// <summary>Where to draw a contact sheet, or null.</summary>
    public FileInfo? Sheet { get; init; }

    /// <summary>Only persons of this side of the split; null for all.</summary>
    public PersonSide? Side { get; init; }

    /// <summary>Checks all hosts before anything is written.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var hosts = new List<HostFolder>();
            foreach (var path in Hosts)
            {
                var opened = await HostFolder.OpenAsync(path.FullName, cancellation);
                if (!opened.IsOk)
                    return Refuse(opened.Error!.Message);
                var (host, side) = (opened.Value, PersonSplit.Current.SideOf(opened.Value.Person));
                if (Side is { } wanted && side != wanted)
                    return Refuse($"{host.Path}: this person is on the side \"{Word(side)}\" of the split (docs/protocol.md), not \"{Word(wanted)}\". Nothing was written.");
                if (PersonSplit.Current.ChoseShippedModels(host.Person))
                    await Console.Error.WriteLineAsync($"{host.Name}: this person had a say in the shipped models. Figures on it are none of an untouched test.");
                hosts.Add(host);
            }

            return Write(hosts, cancellation);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"Stopped. {Folder} holds only the studies listed above; delete it before another run.");
            return CommandLine.DoneInPart;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Refuse(failure.Message);
        }
    }

    private int Write(List<HostFolder> hosts, CancellationToken cancellation)
    {
        var written = ImplantFolder.Write(Folder.FullName, new ImplantRequest(hosts, Studies, Seed) { HealthyShare = HealthyShare, Masks = Masks }, Console.Error.WriteLine, cancellation);
        if (!written.IsOk)
            return Refuse(written.Error!.Message);
        if (Sheet is not null)
        {
            var drawn = ImplantSheet.Draw(hosts, Pairs, Seed, cancellation);
            if (!drawn.IsOk)
                return Refuse(drawn.Error!.Message);
            File.WriteAllBytes(Sheet.FullName, drawn.Value);
            Console.Error.WriteLine($"contact sheet: {Sheet}");
        }

        var (studies, refused) = (written.Value.Studies, written.Value.Refused.Count);
        Console.Error.WriteLine($"{studies} studies with labels.csv and implants.csv in {Folder}{(refused > 0 ? $"; {refused} refused, see above" : "")}");
        return refused == 0 ? CommandLine.Done : studies > 0 ? CommandLine.DoneInPart : CommandLine.WrongInput;
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return CommandLine.WrongInput;
    }

    private static string Word(PersonSide side) => side.ToString().ToLowerInvariant();
}
