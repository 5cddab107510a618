using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>The clinical picture of a study as programs read it. Scores support a decision and are none.</summary>
internal static class ClinicalJson
{
    public static object From(OpenedClinical opened, DateTimeOffset now) => new
    {
        opened.Study.StudyInstanceUid,
        ResearchOnly = true,
        Answers = opened.Picture.Lines.Select(l => new
        {
            Field = l.Rule.Code,
            l.Rule.Label,
            l.Now.Value,
            Words = l.Now.Value is { } value ? ClinicalFacts.Words(l.Rule, value) : null,
            l.Now.By,
            l.Now.At,
            Changed = l.IsChanged,
            Before = l.Versions.SkipLast(1).Select(v => new { v.Value, v.By, v.At }),
        }),
        Grade = opened.Grade?.ToText(),
        GradeBy = opened.Grade is null ? null : opened.GradeBy,
        Noms = opened.NomsColumns,
        Scores = opened.Scores.Select(s => new
        {
            s.Name,
            s.Source,
            s.Value,
            s.Lowest,
            s.Highest,
            s.Ceiling,
            Band = s.Band?.Name,
            s.Missing,
            s.Text,
            s.Items,
        }),
        Clocks = opened.Clocks.Select(c => new { Clock = ClockKinds.Terms[c.Kind].Code, c.StartedAt, c.EndedAt, c.DueAt, LimitHours = c.Limit.TotalHours, State = c.StateAt(now, 0).ToString() }),
    };
}
