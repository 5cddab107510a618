using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Shell.Components;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>One answer as a button: its key, its name and what it means.</summary>
/// <param name="Answer">Index in the question's classes.</param>
/// <param name="Text">Its name.</param>
/// <param name="Key">Its key.</param>
/// <param name="Meaning">In a few words.</param>
/// <param name="Style">The grade's colours.</param>
/// <param name="IsLastLow">Whether the pathway line is drawn behind it.</param>
public sealed record AnswerChoice(short Answer, string Text, string Key, string Meaning, string Style, bool IsLastLow)
{
    private static readonly AnswerChoice[] Grades =
    [
        Grade(BilskyGrade.Grade0, "bone only, no epidural extension"),
        Grade(BilskyGrade.Grade1a, "epidural, sac not deformed"),
        Grade(BilskyGrade.Grade1b, "sac deformed, cord not abutted"),
        Grade(BilskyGrade.Grade1c, "cord abutted, not compressed"),
        Grade(BilskyGrade.Grade2, "cord compressed, CSF visible"),
        Grade(BilskyGrade.Grade3, "cord compressed, no CSF"),
    ];

    private static readonly AnswerChoice[] Sides =
    [
        new(0, "Low grade", Keymap.KeyOf("sides", "side", "low"), "0, 1a or 1b: cord not abutted", "", IsLastLow: true),
        new(1, "High grade", Keymap.KeyOf("sides", "side", "high"), "1c, 2 or 3: cord abutted or compressed", "", IsLastLow: false),
    ];

    /// <summary>The answers to a question.</summary>
    public static IReadOnlyList<AnswerChoice> For(ReadScale question) => question == ReadScale.LowHigh ? Sides : Grades;

    private static AnswerChoice Grade(BilskyGrade grade, string meaning) => new(
        (short)grade, grade.ToText(), Keymap.KeyOf("grading", "grade", grade.ToText()), meaning,
        $"--grade: var(--grade-{grade.ToText()}); --ink: var(--grade{(grade == BilskyGrade.Grade3 ? "-3" : "")}-ink)", grade == BilskyGrade.Grade1b);
}
