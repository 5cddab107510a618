using System.Text.Json;

namespace BilskyWeb.Phantom.Implants;

/// <summary>What the implants on a person may be used for.</summary>
public enum PersonSide
{
    /// <summary>Tests alone: nothing learns from this person, and nothing is chosen on it.</summary>
    Test,

    /// <summary>Choosing lines, rules and models; no figure of a test.</summary>
    Choose,

    /// <summary>Training.</summary>
    Train,
}

/// <summary>Which real persons models may learn from. It is written down in <c>split.json</c>; whoever is not named there is for tests alone.</summary>
public sealed class PersonSplit
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<string, Entry> _persons;

    private PersonSplit(IEnumerable<Entry> persons) => _persons = persons.ToDictionary(p => p.Person, StringComparer.Ordinal);

    /// <summary>The split of this version of the program.</summary>
    public static PersonSplit Current { get; } = Read();

    /// <summary>What a person may be used for.</summary>
    /// <param name="person">The patient ID of its images.</param>
    public PersonSide SideOf(string person) => _persons.TryGetValue(person, out var entry) ? entry.Side : PersonSide.Test;

    /// <summary>True where the person had a say in the models that are shipped: a figure on it is none of an untouched test.</summary>
    /// <param name="person">The patient ID of its images.</param>
    public bool ChoseShippedModels(string person) => _persons.TryGetValue(person, out var entry) && entry.ChoseShippedModels;

    private static PersonSplit Read()
    {
        using var file = typeof(PersonSplit).Assembly.GetManifestResourceStream("BilskyWeb.Phantom.Implants.split.json")!;
        return new PersonSplit(JsonSerializer.Deserialize<Content>(file, Shape)!.Persons);
    }

    private sealed record Content(Entry[] Persons);

    private sealed record Entry(string Person, [property: System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<PersonSide>))] PersonSide Side, bool ChoseShippedModels);
}
