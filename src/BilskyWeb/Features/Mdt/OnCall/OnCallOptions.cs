using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Settings under <c>OnCall</c>.</summary>
internal sealed class OnCallOptions
{
    public const string Section = "OnCall";

    /// <summary>How long whoever is on call has to answer before the next one is told.</summary>
    [Range(1, 720)]
    public double AnswerMinutes { get; set; } = 15;

    /// <summary>Seconds between two looks for what waits for an answer, and for what is overdue.</summary>
    [Range(0.1, 3600)]
    public double SweepSeconds { get; set; } = 10;

    internal TimeSpan Answer => TimeSpan.FromMinutes(AnswerMinutes);
}
