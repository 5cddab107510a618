using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>One image of a series with what decides which stack it belongs to and where in it.</summary>
internal sealed record FrameReading(DicomDataset Instance, FunctionalGroups Groups, int Frame)
{
    /// <summary>Place and direction; null when either is missing.</summary>
    public SliceGeometry? Geometry { get; init; }

    /// <summary>The plane, known by the direction alone.</summary>
    public SlicePlane Plane { get; private init; }

    /// <summary>Angle of the normal to the patient's length; null when the direction is not known.</summary>
    public double? TiltDegrees { get; private init; }

    public int Rows { get; private init; }

    public int Columns { get; private init; }

    public IReadOnlyList<string> Types { get; private init; } = [];

    public FrameKind Kind { get; private init; }

    /// <summary>The tag's term that tells the kind, for people.</summary>
    public string KindTerm { get; private init; } = "";

    public double? EchoTimeMs { get; private init; }

    public double? SliceLocationMm { get; private init; }

    public double? TriggerTimeMs { get; private init; }

    public int InstanceNumber { get; private init; }

    /// <summary>(0020,0012) and (0020,0100), which count repetitions of a stack.</summary>
    public (int Acquisition, int Temporal) Repetition { get; private init; }

    /// <summary>When the image was acquired, as far as it says; earliest when it does not.</summary>
    public DateTime AcquiredAt { get; private init; }

    public (double SPerMm2, string Source)? BValue { get; private init; }

    /// <summary>True when an instance says how large its images are: without (0028,0010) and (0028,0011) nothing of it can be read.</summary>
    public static bool HasSize(DicomDataset instance) => instance.GetInt(DicomTag.Rows) is >= 1 && instance.GetInt(DicomTag.Columns) is >= 1;

    /// <summary>Every image that an instance holds; none when it says of no size, see <see cref="Intake.UnreadFile.NotUnderstood"/>.</summary>
    public static IEnumerable<FrameReading> Of(DicomDataset instance)
    {
        if (!HasSize(instance))
        {
            yield break;
        }

        var (rows, columns) = (instance.GetInt(DicomTag.Rows)!.Value, instance.GetInt(DicomTag.Columns)!.Value);
        var groups = new FunctionalGroups(instance);
        for (var frame = 1; frame <= groups.FrameCount; frame++)
        {
            yield return Read(instance, groups, frame, rows, columns);
        }
    }

    /// <summary>The later of two images of the same place: by time, by repetition, by number.</summary>
    public static IOrderedEnumerable<FrameReading> ByAcquisition(IEnumerable<FrameReading> frames) =>
        frames.OrderBy(f => f.AcquiredAt).ThenBy(f => f.Repetition).ThenBy(f => f.InstanceNumber).ThenBy(f => f.Frame);

    public SliceFacts ToSlice(double? positionMm) =>
        new(Instance.GetString(DicomTag.SopInstanceUid) ?? "", Frame, positionMm, TiltDegrees)
        {
            Geometry = Geometry,
            InstanceNumber = InstanceNumber,
            EchoTimeMs = EchoTimeMs,
            Rows = Rows,
            Columns = Columns,
        };

    private static FrameReading Read(DicomDataset instance, FunctionalGroups groups, int frame, int rows, int columns)
    {
        // A multi-frame object without functional groups has one position for all its frames, which is none.
        var placed = groups.FrameCount == 1 || groups.AreThere;
        var direction = placed ? Place(instance, groups, frame, [0, 0, 0]) : null;

        // An enhanced object says of each frame what it is; only where it does not does the object's own type count.
        var ofFrame = groups.Texts(frame, DicomTag.MrImageFrameTypeSequence, DicomTag.FrameType);
        var types = (ofFrame.Count > 0 ? ofFrame : groups.Texts(frame, DicomTag.ImageType)).Where(t => t.Length > 0).Select(t => t.ToUpperInvariant()).ToList();
        var component = groups.Texts(frame, DicomTag.MrImageFrameTypeSequence, DicomTag.ComplexImageComponent) is [var stated, ..] ? stated.ToUpperInvariant() : "";
        var (kind, term) = FrameKinds.Of(instance, types, component);
        return new FrameReading(instance, groups, frame)
        {
            Geometry = placed ? Place(instance, groups, frame, groups.Numbers(frame, DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient)) : null,
            Plane = direction?.Plane ?? SlicePlane.Unknown,
            TiltDegrees = direction?.TiltDegrees,
            Rows = rows,
            Columns = columns,
            Types = types,
            Kind = kind,
            KindTerm = term,
            EchoTimeMs = (groups.Number(frame, DicomTag.MrEchoSequence, DicomTag.EffectiveEchoTime) ?? groups.Number(frame, DicomTag.MrEchoSequence, DicomTag.EchoTime)) is > 0 and var echo ? echo : null,
            SliceLocationMm = groups.Number(frame, DicomTag.SliceLocation),
            TriggerTimeMs = groups.Number(frame, DicomTag.TriggerTime),
            InstanceNumber = instance.GetInt(DicomTag.InstanceNumber) ?? int.MaxValue,
            Repetition = (
                (int)(groups.Number(frame, DicomTag.FrameContentSequence, DicomTag.FrameAcquisitionNumber) ?? groups.Number(frame, DicomTag.AcquisitionNumber) ?? 0),
                (int)(groups.Number(frame, DicomTag.FrameContentSequence, DicomTag.TemporalPositionIndex) ?? groups.Number(frame, DicomTag.TemporalPositionIdentifier) ?? 0)),
            AcquiredAt = AcquisitionTime.Of(groups, frame),
            BValue = DiffusionBValue.Of(groups, frame),
        };
    }

    private static SliceGeometry? Place(DicomDataset instance, FunctionalGroups groups, int frame, IReadOnlyList<double> position) => SliceGeometry.From(
        groups.Numbers(frame, DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient),
        position,
        instance.GetInt(DicomTag.Rows) ?? 0,
        instance.GetInt(DicomTag.Columns) ?? 0,
        groups.Numbers(frame, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing),
        instance.GetString(DicomTag.FrameOfReferenceUid) ?? "");
}
