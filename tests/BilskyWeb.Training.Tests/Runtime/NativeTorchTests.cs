using BilskyWeb.Training.Runtime;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Runtime;

public sealed class NativeTorchTests
{
    [Fact]
    public void Prepare_OnThisMachine_LoadsLibtorch()
    {
        NativeTorch.Prepare(threads: 0);
        using var three = ones(3).sum();
        Assert.Equal(3, three.item<float>());
    }

    [Fact]
    public void WeakenVersionNeed_OfTheShippedLibrary_FindsIt()
    {
        var image = File.ReadAllBytes(NativeTorch.FindLibrary()!);
        Assert.True(NativeTorch.WeakenVersionNeed(image, "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void WeakenVersionNeed_UnknownVersion_ChangesNothing()
    {
        var image = File.ReadAllBytes(NativeTorch.FindLibrary()!);
        var before = image.ToArray();
        Assert.False(NativeTorch.WeakenVersionNeed(image, "GLIBCXX_99"));
        Assert.Equal(before, image);
    }

    [Fact]
    public void WeakenVersionNeed_NotAnElfFile_SaysNo() => Assert.False(NativeTorch.WeakenVersionNeed(new byte[100], "GLIBCXX_3.4.32"));
}
