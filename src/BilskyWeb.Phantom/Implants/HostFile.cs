using System.Buffers.Binary;
using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Phantom.Implants;

/// <summary>One slice of a host: what its header says, where its masks are, and its pixels when asked for.</summary>
internal sealed class HostFile
{
    // A finer or coarser image than any spine's is a mistake of units.
    private const double FinestMm = 0.1, CoarsestMm = 20;

    private static readonly Part10Screener Screener = new(new ScreeningLimits());

    private readonly string _syntax;

    private HostFile(string path, IReadOnlyList<HostMask> masks, ScreenedHeader header)
    {
        (Path, Masks, Header, _syntax) = (path, masks, header.Attributes, header.TransferSyntaxUid);
        (StudyUid, SeriesUid, SopUid, PatientId) = (header.StudyInstanceUid, header.SeriesInstanceUid, header.SopInstanceUid, header.PatientId);
        Rows = Header.GetInt(DicomTag.Rows) ?? 0;
        Columns = Header.GetInt(DicomTag.Columns) ?? 0;
        BitsStored = Header.GetInt(DicomTag.BitsStored) ?? 16;
        IsSigned = Header.GetInt(DicomTag.PixelRepresentation) == 1;
        var spacing = Header.GetDoubles(DicomTag.PixelSpacing);
        (RowSpacingMm, ColumnSpacingMm) = spacing.Count == 2 ? (spacing[0], spacing[1]) : (0, 0);
        Orientation = [.. Header.GetDoubles(DicomTag.ImageOrientationPatient)];
        Position = [.. Header.GetDoubles(DicomTag.ImagePositionPatient)];
    }

    public string Path { get; }

    public IReadOnlyList<HostMask> Masks { get; }

    /// <summary>The attributes of the file but for its pixels.</summary>
    public DicomDataset Header { get; }

    public string StudyUid { get; }

    public string SeriesUid { get; }

    public string SopUid { get; }

    public string? PatientId { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int BitsStored { get; }

    public bool IsSigned { get; }

    public double RowSpacingMm { get; }

    public double ColumnSpacingMm { get; }

    /// <summary>Directions of a row and of a column in the patient.</summary>
    public double[] Orientation { get; }

    /// <summary>Centre of the first pixel in the patient.</summary>
    public double[] Position { get; }

    /// <summary>Place along the normal of the slice, larger towards the head.</summary>
    public double AlongMm
    {
        get
        {
            var n = Normal();
            return new PatientVector(Position[0], Position[1], Position[2]).Dot(n) * (n.Z < 0 ? -1 : 1);
        }
    }

    /// <summary>Why nothing is implanted here, or null.</summary>
    public string? Refusal { get; set; }

    /// <summary>Reads and judges the header.</summary>
    public static async Task<Result<HostFile>> ReadAsync(string path, IReadOnlyList<HostMask> masks, CancellationToken cancellation)
    {
        using var stream = File.OpenRead(path);
        var screened = await Screener.ScreenAsync(stream, cancellation).ConfigureAwait(false);
        if (!screened.IsAccepted)
            return new WrongHost($"{path}: {screened.Message}");
        var file = new HostFile(path, masks, screened.Header!);
        return file.Fault(screened.Header!.NumberOfFrames) is { } fault ? new WrongHost($"{path}: {fault}") : file;
    }

    /// <summary>The stored values, row-major.</summary>
    /// <exception cref="InvalidDataException">The pixels are not where the header says.</exception>
    public int[] ReadPixels()
    {
        var bytes = File.ReadAllBytes(Path);
        var length = Rows * Columns * 2;
        var start = PixelsAt(bytes, length);
        if (start < 0)
            throw new InvalidDataException($"{Path}: {Rows} × {Columns} pixels of 16 bits are not in the file. Send the image again from its source.");
        var values = new int[Rows * Columns];
        var (mask, sign) = ((1 << BitsStored) - 1, 1 << (BitsStored - 1));
        for (var i = 0; i < values.Length; i++)
        {
            var value = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(start + (2 * i))) & mask;
            values[i] = IsSigned && (value & sign) != 0 ? value - (mask + 1) : value;
        }

        return values;
    }

    // The element's header, with exactly the length that the image needs, is in no pixel and in no icon.
    private int PixelsAt(byte[] bytes, int length)
    {
        var isImplicit = _syntax == "1.2.840.10008.1.2";
        for (var at = 0; (at = At(bytes, at)) >= 0; at += 4)
        {
            var head = at + (isImplicit ? 4 : 8);
            if (head + 4 + length <= bytes.Length && (isImplicit || (bytes[at + 4] == (byte)'O' && bytes[at + 5] is (byte)'W' or (byte)'B')) && BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(head)) == length)
                return head + 4;
        }

        return -1;

        static int At(byte[] bytes, int from) => bytes.AsSpan(from).IndexOf((ReadOnlySpan<byte>)[0xE0, 0x7F, 0x10, 0x00]) is var found and >= 0 ? from + found : -1;
    }

    private PatientVector Normal() => new PatientVector(Orientation[0], Orientation[1], Orientation[2]).Cross(new PatientVector(Orientation[3], Orientation[4], Orientation[5]));

    private string? Fault(int frames)
    {
        if (frames != 1)
            return "it holds several frames. Give a file per slice.";
        if (_syntax is not ("1.2.840.10008.1.2" or "1.2.840.10008.1.2.1"))
            return "its pixels are compressed, or stored high byte first. Write it as Explicit VR Little Endian (dcmconv +te, after dcmdjpeg or dcmdjpls where it is compressed).";
        if (Header.GetInt(DicomTag.SamplesPerPixel) is not (1 or null) || Header.GetString(DicomTag.PhotometricInterpretation) != "MONOCHROME2" || Header.GetInt(DicomTag.BitsAllocated) != 16 || BitsStored is < 2 or > 16
            || (Header.GetInt(DicomTag.HighBit) ?? BitsStored - 1) != BitsStored - 1)
        {
            return "it is no grey image of 16 bits (MONOCHROME2, the highest bit in use the last of those stored).";
        }

        if (Header.GetDouble(DicomTag.RescaleSlope) is <= 0)
            return "its rescale slope is not above 0.";
        if (!(RowSpacingMm is >= FinestMm and <= CoarsestMm && ColumnSpacingMm is >= FinestMm and <= CoarsestMm))
            return "it does not say how large its pixels are (Pixel Spacing).";
        if (Orientation.Length != 6 || Position.Length != 3)
            return "it does not say where it lies in the patient (Image Position and Image Orientation).";
        return Math.Abs(Normal().Z) < 0.7 ? "it is no axial slice." : null;
    }
}
