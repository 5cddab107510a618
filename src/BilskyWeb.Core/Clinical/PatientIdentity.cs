namespace BilskyWeb.Core.Clinical;

/// <summary>Who an image says it shows. The sender's word, not verified.</summary>
public sealed record PatientIdentity
{
    /// <summary>Identifier that the sending institution gave; empty when it gave none.</summary>
    public required string PatientId { get; init; }

    /// <summary>As DICOM writes it: family^given^middle^prefix^suffix, other writings behind <c>=</c>; empty when not given.</summary>
    public required string PatientName { get; init; }

    /// <summary>Birth date, when given.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>M, F or O, when given.</summary>
    public string? Sex { get; init; }

    /// <summary>The same name but for case, blanks, empty components, and writings (letters, ideographs) that only one of the two has.</summary>
    /// <param name="a">A name as DICOM writes it.</param>
    /// <param name="b">Another.</param>
    public static bool SameName(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (groupsA, groupsB) = (a.Split('='), b.Split('='));
        var shared = Enumerable.Range(0, Math.Min(groupsA.Length, groupsB.Length))
            .Select(i => (A: Normal(groupsA[i]), B: Normal(groupsB[i])))
            .Where(group => group.A.Length > 0 && group.B.Length > 0)
            .ToList();
        return shared.Count > 0 ? shared.TrueForAll(group => group.A == group.B) : Normal(a) == Normal(b);
    }

    private static string Normal(string name) =>
        string.Join('^', name.ToUpperInvariant().Split('^').Select(part => string.Join(' ', part.Split(' ', StringSplitOptions.RemoveEmptyEntries)))).TrimEnd('^');
}
