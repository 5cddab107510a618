using System.Buffers.Binary;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Phantom.Dicom;
using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom.Tests.Dicom;

public sealed class PhantomInstanceTests
{
    [Theory]
    [InlineData(true, new[] { 0, 320, 256, 0 })]
    [InlineData(false, new[] { 320, 0, 0, 256 })]
    public void Write_AcquisitionMatrix_HasFrequencyAcrossPhase(bool phaseAlongRows, int[] matrix)
    {
        var study = Study(ScannerProfile.Internal[1]);
        var file = Write(study, SeriesDescription.Axial(study) with { PhaseAlongRows = phaseAlongRows });
        Assert.Equal(matrix, MatrixOf(file));
        ReadOnlySpan<byte> direction = [0x18, 0, 0x12, 0x13, (byte)'C', (byte)'S', 4, 0, .. phaseAlongRows ? "ROW "u8 : "COL "u8];
        Assert.True(file.AsSpan().IndexOf(direction) > 0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Write_Sagittal_HasTheMatrixAndTimesItIsRenderedWith(int scanner)
    {
        var profile = ScannerProfile.All[scanner];
        Assert.NotEqual(SagittalSeries.Steps, profile.Matrix);
        var study = Study(profile);
        var series = SeriesDescription.Sagittal(study);
        Assert.Equal([SagittalSeries.Steps, 0, 0, (int)Math.Round(SagittalSeries.Steps * profile.PhaseShare)], MatrixOf(Write(study, series)));
        Assert.Equal((study.Protocol.TrMs, study.Protocol.TeMs), (series.Protocol.TrMs, series.Protocol.TeMs));
    }

    /// <summary>A demo's examinations are of today, and of the same invented people all the same.</summary>
    [Fact]
    public void Identity_WithATimeOfItsOwn_DiffersInDateAndTimeAlone()
    {
        var request = new PhantomRequest(12);
        var drawn = new PhantomIdentity(PhantomStudy.Generate(request));
        var today = new PhantomIdentity(PhantomStudy.Generate(request with { MadeAt = new DateTime(2026, 3, 29, 1, 30, 0) }));

        Assert.Equal(("20260329", "013000"), (today.Date, today.Time));
        Assert.Equal(
            (drawn.PatientId, drawn.PatientName, drawn.BirthDate, drawn.StudyInstanceUid, drawn.SopUid(2, 0)),
            (today.PatientId, today.PatientName, today.BirthDate, today.StudyInstanceUid, today.SopUid(2, 0)));
    }

    private static PhantomStudy Study(ScannerProfile scanner) => PhantomStudy.Generate(new PhantomRequest(12) { Scanner = scanner });

    private static byte[] Write(PhantomStudy study, SeriesDescription series) =>
        new PhantomInstance(study, new PhantomIdentity(study), series).Write(0, study.Slices[0].Plane, new GreyImage(16, 16, new float[256], 1, 1));

    private static int[] MatrixOf(byte[] file)
    {
        ReadOnlySpan<byte> head = [0x18, 0, 0x10, 0x13, (byte)'U', (byte)'S', 8, 0];
        var at = file.AsSpan().IndexOf(head) + head.Length;
        return [.. Enumerable.Range(0, 4).Select(i => (int)BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + (2 * i))))];
    }
}
