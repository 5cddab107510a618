using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Clinical.Scores;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Clinical.Scores;

/// <summary>Laufer et al., Oncologist 2013;18:744.</summary>
public sealed class NomsTests
{
    [Theory]
    [InlineData(BilskyGrade.Grade0, "Low-grade compression (Bilsky 0 to 1b)")]
    [InlineData(BilskyGrade.Grade1a, "Low-grade compression (Bilsky 0 to 1b)")]
    [InlineData(BilskyGrade.Grade1b, "Low-grade compression (Bilsky 0 to 1b)")]
    [InlineData(BilskyGrade.Grade1c, "Low-grade compression as NOMS counts; 1c is above this program's line")]
    [InlineData(BilskyGrade.Grade2, "High-grade compression (Bilsky 2 or 3)")]
    [InlineData(BilskyGrade.Grade3, "High-grade compression (Bilsky 2 or 3)")]
    [InlineData(null, null)]
    public void Of_Grade_IsHighFromTwoOn(BilskyGrade? grade, string? said) => Assert.Equal(said, Noms.Of(ClinicalFacts.None, grade, "the model", Sins.Of(ClinicalFacts.None))[0].Statement);

    [Theory]
    [InlineData("breast", "Sensitive")]
    [InlineData("prostate", "Sensitive")]
    [InlineData("ovary", "Sensitive")]
    [InlineData("neuroendocrine", "Sensitive")]
    [InlineData("lymphoma", "Sensitive")]
    [InlineData("myeloma", "Sensitive")]
    [InlineData("seminoma", "Sensitive")]
    [InlineData("kidney", "Resistant")]
    [InlineData("thyroid", "Resistant")]
    [InlineData("liver", "Resistant")]
    [InlineData("colon", "Resistant")]
    [InlineData("lung-nsclc", "Resistant")]
    [InlineData("melanoma", "Resistant")]
    [InlineData("soft-tissue-sarcoma", "Resistant")]
    [InlineData("osteosarcoma", "Resistant")]
    [InlineData("lung-sclc", "Radiosensitivity not listed")]
    [InlineData("unknown", "Radiosensitivity not listed")]
    [InlineData("other", "Radiosensitivity not listed")]
    public void Of_Primary_IsAsSensitiveAsTheFrameworkSays(string primary, string begins) =>
        Assert.StartsWith(begins, Noms.Of(FactsOf.The($"primary={primary}"), null, "", Sins.Of(ClinicalFacts.None))[1].Statement, StringComparison.Ordinal);

    [Fact]
    public void Of_NothingKnown_SaysNothingAndNamesWhatIsMissing()
    {
        var columns = Noms.Of(ClinicalFacts.None, null, "", Sins.Of(ClinicalFacts.None));

        Assert.Equal(["Neurologic", "Oncologic", "Mechanical", "Systemic"], columns.Select(c => c.Name));
        Assert.All(columns, c => Assert.Null(c.Statement));
        Assert.All(columns, c => Assert.NotEmpty(c.Missing));
        Assert.All(columns, c => Assert.Empty(c.Inputs));
    }

    /// <summary>No column names a treatment: that is the team's.</summary>
    [Fact]
    public void Of_EverythingKnown_NamesInputsAndNoTreatment()
    {
        var facts = FactsOf.The(
            "power=d", "gait=with-aid", "bladder=normal", "bowel=normal", "sensory-level=t8", "primary=kidney", "spine-radiotherapy=no", "sins-location=semirigid", "pain=mechanical",
            "bone-lesion=lytic", "alignment=normal", "collapse=under-50", "posterolateral=unilateral", "systemic-state=controlled", "ecog=1", "visceral=none", "anticoagulation=none");
        var columns = Noms.Of(facts, BilskyGrade.Grade3, "the model", Sins.Of(facts));

        Assert.Equal("High-grade compression (Bilsky 2 or 3); neurological signs", columns[0].Statement);
        Assert.Equal("SINS 9 of 18, potentially unstable", columns[2].Statement);
        Assert.Equal("Controlled or in remission", columns[3].Statement);
        Assert.All(columns, c => Assert.Empty(c.Missing));
        Assert.Contains("Bilsky 3 by the model", columns[0].Inputs);
        Assert.DoesNotContain(columns, c => (c.Statement ?? "").Contains("surgery", StringComparison.OrdinalIgnoreCase));
    }
}
