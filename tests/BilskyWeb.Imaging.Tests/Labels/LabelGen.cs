using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;
using CsCheck;

namespace BilskyWeb.Imaging.Tests.Labels;

/// <summary>Labels as people and programs make them.</summary>
internal static class LabelGen
{
    public const int Width = 384;
    public const int Height = 320;

    /// <summary>Whole pixels, as LabelImg draws, or anything, as a program computes; always inside the image and never all of it.</summary>
    public static Gen<RegionOfInterest> Box { get; } = (
        from whole in Gen.Bool
        from x in Gen.Double[0, Width - 2]
        from y in Gen.Double[0, Height - 2]
        from right in Gen.Double[0.01, 1]
        from bottom in Gen.Double[0.01, 1]
        select whole
            ? new RegionOfInterest(Math.Floor(x), Math.Floor(y), 1 + Math.Floor(right * (Width - 2 - x)), 1 + Math.Floor(bottom * (Height - 2 - y)), 1)
            : new RegionOfInterest(x, y, right * (Width - x), bottom * (Height - y), 1)).Where(box => !WholeImage.IsCoveredBy(box, Width, Height));

    public static Gen<(RegionOfInterest? Box, BilskyGrade? Grade, ExclusionReason? Exclusion)> Mark { get; } =
        from box in Box
        from kind in Gen.Int[0, 4]
        from grade in Gen.Int[0, 5]
        from exclusion in Gen.Int[0, 3]
        select kind switch
        {
            0 => ((RegionOfInterest?)null, (BilskyGrade?)null, (ExclusionReason?)null),
            1 => (box, null, null),
            2 => (null, null, (ExclusionReason)exclusion),
            3 => (box, null, (ExclusionReason)exclusion),
            _ => (box, (BilskyGrade)grade, null),
        };

    public static Gen<LabelRow> Row { get; } =
        from number in Gen.Int[1, 1_000_000]
        from frame in Gen.Int[1, 300]
        from mark in Mark
        select new LabelRow("1.2.3", "1.2.3.4", $"1.2.3.4.{number}", frame, mark.Box, mark.Grade, mark.Exclusion);
}
