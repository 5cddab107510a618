namespace BilskyWeb.Core.Grading;

/// <summary>The Bilsky (ESCC) scale on axial T2W images, in order of severity.</summary>
/// <remarks>Bilsky et al., J Neurosurg Spine 2010; the six-grade form used by Hallinan et al., Front Oncol 2022.</remarks>
public enum BilskyGrade
{
    /// <summary>Bone-only disease, no epidural extension.</summary>
    Grade0 = 0,

    /// <summary>Epidural impingement, thecal sac not deformed.</summary>
    Grade1a = 1,

    /// <summary>Thecal sac deformed, cord not abutted.</summary>
    Grade1b = 2,

    /// <summary>Thecal sac deformed, cord abutted, cord not compressed.</summary>
    Grade1c = 3,

    /// <summary>Cord compressed, CSF still visible around it.</summary>
    Grade2 = 4,

    /// <summary>Cord compressed, no CSF visible around it.</summary>
    Grade3 = 5,
}

/// <summary>Text and grouping of <see cref="BilskyGrade"/>.</summary>
public static class BilskyGrades
{
    private static readonly string[] Texts = ["0", "1a", "1b", "1c", "2", "3"];

    /// <summary>Number of grades, and so of prototypes, probabilities and distances.</summary>
    public const int Count = 6;

    /// <summary>The lowest grade above the pathway line (1b | 1c).</summary>
    public const BilskyGrade FirstHighGrade = BilskyGrade.Grade1c;

    /// <summary>All grades, least severe first.</summary>
    public static IReadOnlyList<BilskyGrade> All { get; } = Enum.GetValues<BilskyGrade>();

    /// <summary>The grade as clinicians write it: 0, 1a, 1b, 1c, 2 or 3.</summary>
    public static string ToText(this BilskyGrade grade) => Texts[(int)grade];

    /// <summary>True from 1c on: the paper puts 1c above the pathway line on purpose (conservative triage).</summary>
    public static bool IsHighGrade(this BilskyGrade grade) => grade >= FirstHighGrade;

    /// <summary>The mass above the pathway line of six probabilities by grade.</summary>
    public static double HighGradeProbability(IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return probabilities[3] + probabilities[4] + probabilities[5];
    }

    /// <summary>Reads 0, 1a, 1b, 1c, 2 or 3, case-insensitively, surrounding blanks ignored; anything else is false.</summary>
    public static bool TryParse(string? text, out BilskyGrade grade) => TryParse(text.AsSpan(), out grade);

    /// <inheritdoc cref="TryParse(string?, out BilskyGrade)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out BilskyGrade grade)
    {
        var trimmed = text.Trim();
        for (var i = 0; i < Texts.Length; i++)
        {
            if (trimmed.Equals(Texts[i], StringComparison.OrdinalIgnoreCase))
            {
                grade = (BilskyGrade)i;
                return true;
            }
        }

        grade = default;
        return false;
    }
}
