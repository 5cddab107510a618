using System.ComponentModel.DataAnnotations;
using BilskyWeb.Core.Clinical.Clocks;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>Settings of the clocks: how long each stretch may take, and whose clock the scanners show.</summary>
public sealed class ClockOptions : ClockLimits, IValidatableObject
{
    public const string Section = "Clocks";

    /// <summary>IANA name of the zone in which the scanners' clocks run, where images do not say it, and in which months begin.</summary>
    public string TimeZone { get; set; } = "Europe/London";

    /// <summary>The same as a zone.</summary>
    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)
        ? [] : [new ValidationResult($"{Section}:{nameof(TimeZone)} is “{TimeZone}”, which this machine does not know. Give an IANA name such as Europe/London.", [nameof(TimeZone)])];
}
