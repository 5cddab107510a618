namespace BilskyWeb.Core.Clinical;

/// <summary>Whether two identities are one person's.</summary>
public enum IdentityVerdict
{
    /// <summary>All that is there agrees, and enough is there.</summary>
    Same,

    /// <summary>Something contradicts.</summary>
    Different,

    /// <summary>Nothing contradicts, but what is missing or unreadable leaves it open. Treated as different: a person decides.</summary>
    NotComparable,
}

/// <summary>
/// The one rule of whether two identities are the same person's. Number, name, birth date and sex count together; nothing is weighed and
/// nothing is guessed. Held images cost a look, two people taken for one may cost the wrong one a diagnosis.
/// </summary>
/// <param name="Number">The patient IDs; <see cref="Likeness.Unreadable"/> when two institutions gave them.</param>
/// <param name="Name">The names (<see cref="PersonNames"/>).</param>
/// <param name="BirthDate">The birth dates.</param>
/// <param name="Sex">The sexes.</param>
/// <remarks>
/// <list type="table">
/// <listheader><term>number, name, birth date, sex</term><description>verdict</description></listheader>
/// <item><term>any of them differs</term><description>different</description></item>
/// <item><term>number or name missing on either side, or unreadable</term><description>not comparable</description></item>
/// <item><term>number and name agree, birth date on one side only</term><description>not comparable</description></item>
/// <item><term>number, name and birth date agree, sex agrees or is missing anywhere</term><description>same</description></item>
/// <item><term>number and name agree, no birth date anywhere, sex agrees or is missing on both sides</term><description>same</description></item>
/// <item><term>number and name agree, no birth date anywhere, sex on one side only</term><description>not comparable</description></item>
/// </list>
/// </remarks>
public sealed record IdentityComparison(Likeness Number, Likeness Name, Likeness BirthDate, Likeness Sex)
{
    /// <summary>Compares two identities.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static IdentityComparison Of(PatientIdentity a, PatientIdentity b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var number = Texts(a.PatientId, b.PatientId, StringComparison.Ordinal);
        return new IdentityComparison(
            number == Likeness.Agree && Texts(a.Issuer, b.Issuer, StringComparison.OrdinalIgnoreCase) == Likeness.Differ ? Likeness.Unreadable : number,
            PersonNames.Compare(a.PatientName, b.PatientName),
            Of(a.BirthDate is not null, b.BirthDate is not null, a.BirthDate == b.BirthDate),
            Texts(a.Sex, b.Sex, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Same, different, or left open.</summary>
    public IdentityVerdict Verdict => this switch
    {
        _ when Number == Likeness.Differ || Name == Likeness.Differ || BirthDate == Likeness.Differ || Sex == Likeness.Differ => IdentityVerdict.Different,
        not { Number: Likeness.Agree, Name: Likeness.Agree } => IdentityVerdict.NotComparable,
        { BirthDate: Likeness.Agree } => IdentityVerdict.Same,
        { BirthDate: Likeness.BothMissing, Sex: Likeness.Agree or Likeness.BothMissing } => IdentityVerdict.Same,
        _ => IdentityVerdict.NotComparable,
    };

    private static Likeness Texts(string? a, string? b, StringComparison how)
    {
        var (first, second) = (a?.Trim() ?? "", b?.Trim() ?? "");
        return Of(first.Length > 0, second.Length > 0, string.Equals(first, second, how));
    }

    private static Likeness Of(bool hasFirst, bool hasSecond, bool equal) =>
        !hasFirst && !hasSecond ? Likeness.BothMissing
        : !hasFirst || !hasSecond ? Likeness.OneMissing
        : equal ? Likeness.Agree
        : Likeness.Differ;
}
