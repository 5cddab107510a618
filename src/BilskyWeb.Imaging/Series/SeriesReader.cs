using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>Reads the instances of one series into stacks and describes each.</summary>
internal static class SeriesReader
{
    public static IEnumerable<SeriesFacts> Read(IReadOnlyList<DicomDataset> instances)
    {
        var distinct = instances.DistinctBy(instance => instance.GetString(DicomTag.SopInstanceUid)).ToList();
        var frames = distinct.SelectMany(FrameReading.Of).ToList();
        if (frames.Count == 0)
        {
            return [Describe(instances[0], null)];
        }

        var parts = StackSplit.Of(frames);
        var isDirected = frames.Exists(f => f.Groups.Holder(f.Frame, DicomTag.DiffusionGradientOrientation)?.GetDoubles(DicomTag.DiffusionGradientOrientation).Any(part => part != 0) == true);
        var bValue = frames.Select(f => f.BValue).OfType<(double SPerMm2, string Source)>().OrderByDescending(b => b.SPerMm2).Select(b => ((double, string)?)b).FirstOrDefault();
        return parts.Select(part =>
        {
            var references = FramesOfReference.Of(part.Frames);
            var order = StackOrder.Of(part.Frames);
            var repeats = RepeatedImages.Of(order.Frames);
            var first = part.Frames.MinBy(f => (f.InstanceNumber, f.Frame))!;
            var stack = Describe(first.Instance, first) with
            {
                EchoTimeMs = StackPlaces.Median(part.Frames.Select(f => f.EchoTimeMs).OfType<double>()),
                DiffusionBValue = bValue?.Item1,
                DiffusionSource = bValue?.Item2 ?? "",
                HasDiffusionGradient = isDirected,
                IsPart = parts.Count > 1,
                PartName = part.Name,
                FrameOfReferenceUid = references.AreIgnored ? "" : first.Instance.GetString(DicomTag.FrameOfReferenceUid) ?? "",
                Cautions = [.. references.AreIgnored ? [FramesOfReference.Caution] : Array.Empty<string>(), .. order.Caution is { } caution ? [caution] : Array.Empty<string>(), .. HeaderCautions.Of(part.Frames)],
            };
            var later = WithEarlier(stack, repeats, order);
            return later with
            {
                Repeats = later.Repeats + instances.Count - distinct.Count,
                LeftAsRepeats = [.. repeats.Layers.Select(layer => Of(stack, new RepeatedImages.Choice(layer, 0, ""), order))],
            };
        });
    }

    private static SeriesFacts WithEarlier(SeriesFacts stack, RepeatedImages.Choice images, StackOrder.Order order) =>
        Of(stack, images, order) with { Earlier = images.Earlier is { } earlier ? WithEarlier(stack, earlier, order) : null };

    private static SeriesFacts Of(SeriesFacts stack, RepeatedImages.Choice images, StackOrder.Order order)
    {
        var slices = Sort(images.Kept, order.LocationSign);
        return stack with
        {
            AcquiredAt = images.Kept.Max(f => f.AcquiredAt),
            Slices = slices,
            Repeats = images.Left,
            RepeatNote = images.LeftNote,
            Layout = StackLayout.Of(slices),
        };
    }

    /// <summary>Sorts head first, block by block where blocks are angled; by slice location or number where positions are not known.</summary>
    private static List<SliceFacts> Sort(IReadOnlyList<FrameReading> frames, int locationSign)
    {
        if (locationSign != 0)
        {
            return [.. frames.OrderByDescending(f => f.SliceLocationMm * locationSign).Select(f => f.ToSlice(f.SliceLocationMm * locationSign))];
        }

        var numbered = frames.OrderBy(f => f.InstanceNumber).ThenBy(f => f.Frame);
        if (frames.Any(frame => frame.Geometry is null))
        {
            return [.. numbered.Select(f => f.ToSlice(null))];
        }

        var axis = StackPlaces.MeanNormal(frames);
        return [.. StackBlocks.Of(numbered, f => f.Geometry!).SelectMany((block, number) => block.Select(f => f.ToSlice(f.Geometry!.Centre.Dot(axis)) with { Block = number }))];
    }

    private static SeriesFacts Describe(DicomDataset instance, FrameReading? frame)
    {
        var groups = frame?.Groups ?? new FunctionalGroups(instance);
        var number = frame?.Frame ?? 1;
        var spacing = groups.Numbers(number, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing);
        return new SeriesFacts
        {
            StudyInstanceUid = instance.GetString(DicomTag.StudyInstanceUid) ?? "",
            SeriesInstanceUid = instance.GetString(DicomTag.SeriesInstanceUid) ?? "",
            Number = instance.GetInt(DicomTag.SeriesNumber),
            StudyDescription = instance.GetString(DicomTag.StudyDescription) ?? "",
            Description = groups.Text(number, DicomTag.SeriesDescription) ?? "",
            ProtocolName = groups.Text(number, DicomTag.ProtocolName) ?? "",
            SequenceName = groups.Text(number, DicomTag.SequenceName) ?? groups.Text(number, DicomTag.PulseSequenceName) ?? "",
            Modality = instance.GetString(DicomTag.Modality)?.ToUpperInvariant() ?? "",
            BodyPart = groups.Text(number, DicomTag.BodyPartExamined)?.ToUpperInvariant() ?? "",
            SopClassUid = instance.GetString(DicomTag.SopClassUid) ?? "",
            FrameOfReferenceUid = instance.GetString(DicomTag.FrameOfReferenceUid) ?? "",
            ImageType = frame?.Types ?? Upper(instance.GetStrings(DicomTag.ImageType)),
            Kind = frame?.Kind ?? FrameKind.Plain,
            KindTerm = frame?.KindTerm ?? "",
            ScanningSequence = Sequence(groups, number),
            SequenceVariant = Upper(groups.Texts(number, DicomTag.SequenceVariant)),
            ScanOptions = Options(groups, number),
            AcquisitionContrast = Upper(groups.Texts(number, DicomTag.MrImageFrameTypeSequence, DicomTag.AcquisitionContrast)) is [var contrast, ..] ? contrast : "",
            RepetitionTimeMs = Positive(groups.Number(number, DicomTag.MrTimingAndRelatedParametersSequence, DicomTag.RepetitionTime)),
            InversionTimeMs = Positive(groups.Number(number, DicomTag.MrModifierSequence, DicomTag.InversionTimes) ?? groups.Number(number, DicomTag.InversionTime)),
            DiffusionDirectionality = Upper(groups.Texts(number, DicomTag.MrDiffusionSequence, DicomTag.DiffusionDirectionality)) is [var directionality, ..] ? directionality : "",
            ContrastAgent = groups.Text(number, DicomTag.ContrastBolusAgent) is { Length: > 0 },
            Grey = (instance.GetInt(DicomTag.SamplesPerPixel) ?? 1) == 1,
            PixelSpacing = spacing is [> 0, > 0] ? (spacing[0], spacing[1]) : null,
            SliceThicknessMm = groups.Number(number, DicomTag.PixelMeasuresSequence, DicomTag.SliceThickness),
            Plane = frame?.Plane ?? SlicePlane.Unknown,
        };
    }

    private static List<string> Sequence(FunctionalGroups groups, int frame)
    {
        var sequence = Upper(groups.Texts(frame, DicomTag.ScanningSequence));
        switch (groups.Text(frame, DicomTag.EchoPulseSequence)?.ToUpperInvariant())
        {
            case "SPIN": sequence.Add("SE"); break;
            case "GRADIENT": sequence.Add("GR"); break;
            case "BOTH": sequence.AddRange(["SE", "GR"]); break;
        }

        if (IsYes(groups.Text(frame, DicomTag.EchoPlanarPulseSequence)))
        {
            sequence.Add("EP");
        }

        if (IsYes(groups.Texts(frame, DicomTag.MrModifierSequence, DicomTag.InversionRecovery) is [var inversion, ..] ? inversion : null))
        {
            sequence.Add("IR");
        }

        return sequence;
    }

    private static List<string> Options(FunctionalGroups groups, int frame)
    {
        var options = Upper(groups.Texts(frame, DicomTag.ScanOptions));
        if (Upper(groups.Texts(frame, DicomTag.MrModifierSequence, DicomTag.SpectrallySelectedSuppression)) is ["FAT" or "FAT_AND_WATER", ..])
        {
            options.Add("FS");
        }

        return options;
    }

    private static List<string> Upper(IEnumerable<string> values) => [.. values.Where(value => value.Length > 0).Select(value => value.ToUpperInvariant())];

    private static bool IsYes(string? value) => string.Equals(value, "YES", StringComparison.OrdinalIgnoreCase);

    private static double? Positive(double? value) => value > 0 ? value : null;
}
