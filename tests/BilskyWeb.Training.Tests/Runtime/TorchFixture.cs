using System.Runtime.CompilerServices;
using BilskyWeb.Training.Runtime;

// libtorch's generator is one per process: tests that seed it run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace BilskyWeb.Training.Tests.Runtime;

internal static class TorchFixture
{
#pragma warning disable CA2255 // The native library must be loadable before the first test touches TorchSharp.
    [ModuleInitializer]
    internal static void Prepare() => NativeTorch.Prepare(threads: 2);
#pragma warning restore CA2255
}
