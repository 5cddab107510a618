using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>Reads the instances of one series into stacks: one per plane, and one per echo where a series holds several.</summary>
internal static class SeriesReader
{
    /// <summary>Echo times that differ by less belong to one echo (scanners round per slice).</summary>
    private const double SameEchoMs = 15;

    private const double SamePlaceMm = 0.1;

    public static IEnumerable<SeriesFacts> Read(IReadOnlyList<DicomDataset> instances)
    {
        var distinct = instances.DistinctBy(instance => instance.GetString(DicomTag.SopInstanceUid)).ToList();
        var frames = distinct.SelectMany(Frames).ToList();
        if (frames.Count == 0)
        {
            return [Describe(instances[0], null, [], isPart: false, 0)];
        }

        var spread = frames.Max(frame => frame.EchoTimeMs ?? 0) - frames.Min(frame => frame.EchoTimeMs ?? 0);
        var stacks = frames.GroupBy(frame => (frame.Plane, Echo: spread < SameEchoMs ? 0 : (int)Math.Round((frame.EchoTimeMs ?? 0) / SameEchoMs))).ToList();
        return stacks.Select(stack =>
        {
            var (slices, repeats) = Sort([.. stack]);
            return Describe(stack.First().Instance, stack.First(), slices, stacks.Count > 1, repeats + instances.Count - distinct.Count);
        });
    }

    private static IEnumerable<FrameReading> Frames(DicomDataset instance)
    {
        var (rows, columns) = (instance.GetInt(DicomTag.Rows) ?? 0, instance.GetInt(DicomTag.Columns) ?? 0);
        if (rows < 1 || columns < 1)
        {
            yield break;
        }

        var groups = new FunctionalGroups(instance);
        for (var frame = 1; frame <= groups.FrameCount; frame++)
        {
            // A multi-frame object without functional groups has one position for all its frames, which is none.
            var placed = groups.FrameCount == 1 || groups.AreThere;
            var geometry = placed
                ? SliceGeometry.From(
                    groups.Numbers(frame, DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient),
                    groups.Numbers(frame, DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient),
                    rows,
                    columns,
                    groups.Numbers(frame, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing),
                    instance.GetString(DicomTag.FrameOfReferenceUid) ?? "")
                : null;
            var echo = groups.Number(frame, DicomTag.MrEchoSequence, DicomTag.EffectiveEchoTime) ?? instance.GetDouble(DicomTag.EchoTime);
            yield return new FrameReading(instance, groups, frame, geometry, echo, rows, columns);
        }
    }

    /// <summary>Sorts head first along the stack's mean normal and drops repeats at the same place.</summary>
    private static (IReadOnlyList<SliceFacts> Slices, int Repeats) Sort(IReadOnlyList<FrameReading> frames)
    {
        if (frames.Any(frame => frame.Geometry is null))
        {
            return ([.. frames.OrderBy(f => f.InstanceNumber).ThenBy(f => f.Frame).Select(f => f.ToSlice(null))], 0);
        }

        var axis = MeanNormal(frames);
        var kept = new List<(FrameReading Reading, double Position)>();
        var repeats = 0;
        foreach (var entry in frames
            .Select(frame => (Reading: frame, Position: frame.Geometry!.Centre.Dot(axis)))
            .OrderByDescending(entry => entry.Position).ThenBy(entry => entry.Reading.InstanceNumber).ThenBy(entry => entry.Reading.Frame))
        {
            if (kept.Count > 0 && IsSamePlace(kept[^1], entry))
            {
                repeats++;
            }
            else
            {
                kept.Add(entry);
            }
        }

        return ([.. kept.Select(entry => entry.Reading.ToSlice(entry.Position))], repeats);
    }

    private static bool IsSamePlace((FrameReading Reading, double Position) a, (FrameReading Reading, double Position) b) =>
        Math.Abs(a.Position - b.Position) < SamePlaceMm
        && Math.Abs(a.Reading.Geometry!.Normal.Dot(b.Reading.Geometry!.Normal)) > 0.999
        && a.Reading.Geometry.Centre.Plus(b.Reading.Geometry.Centre.Times(-1)).Length < 1;

    private static PatientVector MeanNormal(IReadOnlyList<FrameReading> frames)
    {
        var first = frames[0].Geometry!;
        // Towards the head for axial stacks, to the left and to the back for the others; each normal is turned to agree.
        var reference = first.Plane switch
        {
            SlicePlane.Axial => new PatientVector(0, 0, 1),
            SlicePlane.Sagittal => new PatientVector(1, 0, 0),
            _ => new PatientVector(0, 1, 0),
        };
        var sum = frames.Aggregate(default(PatientVector), (total, frame) =>
            total.Plus(frame.Geometry!.Normal.Times(frame.Geometry.Normal.Dot(reference) < 0 ? -1 : 1)));
        return sum.Length > 0 ? sum.Times(1 / sum.Length) : reference;
    }

    private static SeriesFacts Describe(DicomDataset instance, FrameReading? frame, IReadOnlyList<SliceFacts> slices, bool isPart, int repeats)
    {
        var groups = frame?.Groups ?? new FunctionalGroups(instance);
        var number = frame?.Frame ?? 1;
        var spacing = groups.Numbers(number, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing);
        return new SeriesFacts
        {
            StudyInstanceUid = instance.GetString(DicomTag.StudyInstanceUid) ?? "",
            SeriesInstanceUid = instance.GetString(DicomTag.SeriesInstanceUid) ?? "",
            Number = instance.GetInt(DicomTag.SeriesNumber),
            Description = instance.GetString(DicomTag.SeriesDescription) ?? "",
            ProtocolName = instance.GetString(DicomTag.ProtocolName) ?? "",
            SequenceName = instance.GetString(DicomTag.SequenceName) ?? instance.GetString(DicomTag.PulseSequenceName) ?? "",
            Modality = instance.GetString(DicomTag.Modality)?.ToUpperInvariant() ?? "",
            BodyPart = instance.GetString(DicomTag.BodyPartExamined)?.ToUpperInvariant() ?? "",
            SopClassUid = instance.GetString(DicomTag.SopClassUid) ?? "",
            FrameOfReferenceUid = instance.GetString(DicomTag.FrameOfReferenceUid) ?? "",
            ImageType = Upper([.. instance.GetStrings(DicomTag.ImageType), .. groups.Texts(number, DicomTag.MrImageFrameTypeSequence, DicomTag.FrameType)]),
            ScanningSequence = Sequence(instance, groups, number),
            SequenceVariant = Upper(instance.GetStrings(DicomTag.SequenceVariant)),
            ScanOptions = Options(instance, groups, number),
            AcquisitionContrast = Upper(groups.Texts(number, DicomTag.MrImageFrameTypeSequence, DicomTag.AcquisitionContrast)) is [var contrast, ..] ? contrast : "",
            EchoTimeMs = Positive(frame?.EchoTimeMs ?? instance.GetDouble(DicomTag.EchoTime)),
            RepetitionTimeMs = Positive(groups.Number(number, DicomTag.MrTimingAndRelatedParametersSequence, DicomTag.RepetitionTime)),
            InversionTimeMs = Positive(groups.Number(number, DicomTag.MrModifierSequence, DicomTag.InversionTimes) ?? instance.GetDouble(DicomTag.InversionTime)),
            DiffusionBValue = groups.Number(number, DicomTag.MrDiffusionSequence, DicomTag.DiffusionBValue),
            ContrastAgent = instance.GetString(DicomTag.ContrastBolusAgent) is { Length: > 0 },
            Grey = (instance.GetInt(DicomTag.SamplesPerPixel) ?? 1) == 1,
            PixelSpacing = spacing is [> 0, > 0] ? (spacing[0], spacing[1]) : null,
            SliceThicknessMm = groups.Number(number, DicomTag.PixelMeasuresSequence, DicomTag.SliceThickness),
            Plane = frame?.Plane ?? SlicePlane.Unknown,
            IsPart = isPart,
            Slices = slices,
            Repeats = repeats,
            Layout = StackLayout.Of(slices),
        };
    }

    private static List<string> Sequence(DicomDataset instance, FunctionalGroups groups, int frame)
    {
        var sequence = Upper(instance.GetStrings(DicomTag.ScanningSequence));
        switch (instance.GetString(DicomTag.EchoPulseSequence)?.ToUpperInvariant())
        {
            case "SPIN": sequence.Add("SE"); break;
            case "GRADIENT": sequence.Add("GR"); break;
            case "BOTH": sequence.AddRange(["SE", "GR"]); break;
        }

        if (IsYes(instance.GetString(DicomTag.EchoPlanarPulseSequence)))
        {
            sequence.Add("EP");
        }

        if (IsYes(groups.Texts(frame, DicomTag.MrModifierSequence, DicomTag.InversionRecovery) is [var inversion, ..] ? inversion : null))
        {
            sequence.Add("IR");
        }

        return sequence;
    }

    private static List<string> Options(DicomDataset instance, FunctionalGroups groups, int frame)
    {
        var options = Upper(instance.GetStrings(DicomTag.ScanOptions));
        if (Upper(groups.Texts(frame, DicomTag.MrModifierSequence, DicomTag.SpectrallySelectedSuppression)) is ["FAT" or "FAT_AND_WATER", ..])
        {
            options.Add("FS");
        }

        return options;
    }

    private static List<string> Upper(IEnumerable<string> values) => [.. values.Where(value => value.Length > 0).Select(value => value.ToUpperInvariant())];

    private static bool IsYes(string? value) => string.Equals(value, "YES", StringComparison.OrdinalIgnoreCase);

    private static double? Positive(double? value) => value > 0 ? value : null;

    private sealed record FrameReading(DicomDataset Instance, FunctionalGroups Groups, int Frame, SliceGeometry? Geometry, double? EchoTimeMs, int Rows, int Columns)
    {
        public SlicePlane Plane => Geometry?.Plane ?? SlicePlane.Unknown;

        public int InstanceNumber { get; } = Instance.GetInt(DicomTag.InstanceNumber) ?? int.MaxValue;

        public SliceFacts ToSlice(double? positionMm) =>
            new(Instance.GetString(DicomTag.SopInstanceUid) ?? "", Frame, positionMm, Geometry?.TiltDegrees)
            {
                Geometry = Geometry,
                InstanceNumber = InstanceNumber,
                EchoTimeMs = EchoTimeMs,
                Rows = Rows,
                Columns = Columns,
            };
    }
}
