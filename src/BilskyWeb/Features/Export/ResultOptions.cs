using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Features.Export;

/// <summary>Settings under <c>Results</c>.</summary>
internal sealed class ResultOptions
{
    public const string Section = "Results";

    /// <summary>Names of other archives, as our archive knows them, that get every signed result by themselves. None by default: a person sends.</summary>
    public IList<string> AutomaticDestinations { get; set; } = [];

    /// <summary>For whom reviewers sign; stands on every document.</summary>
    [Required, StringLength(64)]
    public string Organization { get; set; } = "Spine oncology team";

    /// <summary>Seconds between two looks for what is to be written or sent.</summary>
    [Range(0.1, 3600)]
    public double SweepSeconds { get; set; } = 2;

    /// <summary>Tries, ever farther apart, before one is given up and waits for a person.</summary>
    [Range(1, 1000)]
    public int MostAttempts { get; set; } = 8;
}
