using BilskyWeb.Clinical;


namespace BilskyWeb.Tests.Clinical;

public sealed class PatientTextTests
{
    private static readonly DateOnly Today = new(2026, 11, 30);

    [Fact]
    public void Facts_AllGiven_NamesEachOnce() => Assert.Equal(
        "ID 4711 · born 29 Jul 1953, 73 y · F · accession A12 · MRI of 4 Aug 2026",
        PatientText.Facts("4711", new DateOnly(1953, 7, 29), "F", "A12", new DateOnly(2026, 8, 4), Today));

    [Fact]
    public void Facts_IdentifiersMissing_AreSaidToBe() => Assert.Equal(
        "no patient ID · birth date not given · date of MRI not given",
        PatientText.Facts(" ", null, null, "", null, Today));

    [Fact]
    public void Facts_BornAfterToday_HasNoAge() => Assert.StartsWith(
        "ID 1 · born 1 Dec 2026 · ", PatientText.Facts("1", new DateOnly(2026, 12, 1), "M", null, null, Today), StringComparison.Ordinal);
}
