using BilskyWeb.Core;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Imaging.Labels;

/// <summary>What somebody says of one slice: one row of <c>labels.csv</c>.</summary>
/// <param name="Study">Study instance UID.</param>
/// <param name="Series">Series instance UID.</param>
/// <param name="Sop">SOP instance UID.</param>
/// <param name="Frame">Frame, from 1.</param>
/// <param name="Box">The region around the canal in pixels of the image; null when no canal is in view. Its score is 1.</param>
/// <param name="Grade">The reference grade; null when there is none. A graded slice has a box.</param>
/// <param name="Exclusion">Coded reason not to grade the slice, or null.</param>
/// <param name="Line">Line of the file it was read from, from 1; 0 when it was not read.</param>
public sealed record LabelRow(
    string Study, string Series, string Sop, int Frame, RegionOfInterest? Box, BilskyGrade? Grade, ExclusionReason? Exclusion, int Line = 0);

/// <summary>A file of labels, or one row of it, cannot be used. The message names the file, the line and the column.</summary>
/// <param name="Message">What is wrong and what to write instead.</param>
/// <param name="Line">Line in the file, from 1; 0 when the file cannot be read at all.</param>
public sealed record WrongLabels(string Message, int Line) : InvalidInputError("labels.wrong", Message);
