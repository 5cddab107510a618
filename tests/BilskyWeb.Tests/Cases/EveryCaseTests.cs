using System.Text.RegularExpressions;

namespace BilskyWeb.Tests.Cases;

/// <summary>
/// Inputs after public reports that once led to a wrong answer in silence, by their numbers. Each is held by a test that names it,
/// <c>[Trait("Case", "09a")]</c>; what is right for each kind is the table in docs/conformance.md.
/// </summary>
public sealed partial class EveryCaseTests
{
    /// <summary>A number per input, and a word for each kind that has none.</summary>
    private static readonly Dictionary<string, string> Cases = new(StringComparer.Ordinal)
    {
        ["00"] = "control: grade 2, flagged",
        ["01"] = "two parts, each with a frame of reference of its own",
        ["02"] = "a series per disc",
        ["03-kind"] = "one part as T2, the part with the lesion as T2* alone",
        ["04a"] = "Dixon in one series, fat first",
        ["04b"] = "Dixon in one series, water first",
        ["05a"] = "Dixon as two series, told by image type",
        ["05b"] = "Dixon as two series, told by name",
        ["06-kind"] = "diffusion that calls itself T2, told by its b value alone",
        ["07"] = "the same image numbers in two series",
        ["08a"] = "stored mirrored",
        ["08b"] = "stored upside down",
        ["08c"] = "stored turned by 180°",
        ["08d"] = "stored transposed",
        ["09a"] = "three blocks angled to the discs",
        ["09b"] = "three blocks angled against each other",
        ["09c"] = "four blocks",
        ["09z"] = "control: grade 1c, flagged",
        ["10"] = "two series, the lower tilted",
        ["11a"] = "decimal commas in the geometry",
        ["11b"] = "decimal commas in the timing",
        ["11c"] = "a rescale slope per slice",
        ["11d"] = "a rescale slope per slice with decimal commas",
        ["11f"] = "a comma between two numbers",
        ["12"] = "values beyond the stated bits",
        ["13"] = "says explicit, is implicit",
        ["14"] = "bytes behind the picture",
        ["15a"] = "legacy converted, named T2",
        ["15b"] = "legacy converted, not named T2",
        ["16"] = "spine registered under the head",
        ["17"] = "acquired twice in one series",
        ["17b"] = "acquired twice in two series",
        ["18"] = "every slice at one position",
        ["19a"] = "ZOOMit is no diffusion",
        ["19b"] = "LOC for a level is no scout",
        ["19c"] = "the star of a sequence's name is not that of T2*",
        ["19d"] = "DIFF ANGLE is no diffusion",
        ["20-kind"] = "two echoes, their times jittered",
        ["21"] = "inversion recovery that does not call itself STIR",
        ["22"] = "lossy compression",
        ["23"] = "burned-in annotation",
        ["24"] = "padding, announced",
        ["24b"] = "padding that no tag announces",
        ["25"] = "two slices per disc, each a series",
        ["30a"] = "a name without a character set",
        ["30b"] = "says UTF-8, is Latin-1",
        ["30c"] = "says Latin-1, is UTF-8",
        ["30d"] = "Japanese",
        ["30e"] = "Chinese",
        ["30f"] = "Korean",
        ["30g"] = "Cyrillic",
        ["30h"] = "one name in two character sets",
        ["30i"] = "a misspelt term",
        ["30j"] = "ISO 2022 IR 100",
        ["31a"] = "two people under one patient ID, Cyrillic: the first",
        ["31b"] = "and the second",
        ["31c"] = "two people under one patient ID, Latin: the first",
        ["31d"] = "and the second",
        ["32"] = "brain and spine in one study",
        ["34a"] = "Dixon as frames, fat first",
        ["34b"] = "Dixon as frames, in phase first",
        ["35"] = "pixel spacing as text",
        ["36"] = "negative spacing, numbers the other way round",
        ["37"] = "interleaved numbers, slice locations of the wrong sign",
        ["38"] = "a colour capture first",
        ["delimiter"] = "a last sequence without its end marks",
        ["effaced-end"] = "disease hides the canal at a stack's end",
        ["single-shot"] = "a single shot whose repetition time is its echo spacing",
    };

    [Fact]
    public void Traits_OfAllTests_NameEveryCaseAndNoOther()
    {
        var named = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => CaseTrait().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Cases.Keys.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""^\s+\[Trait\("Case", "([^"]+)"\)\]""", RegexOptions.Multiline)]
    private static partial Regex CaseTrait();
}
