// What the left button does on an image: window, a distance, an angle, or a glass at the cursor. Distances and angles are for the eye: they are
// kept while the study is open and stored nowhere.
import * as tools from '@cornerstonejs/tools';

export type Tool = 'window' | 'distance' | 'angle' | 'magnify';

const names: Record<Tool, string> = {
  window: tools.WindowLevelTool.toolName, distance: tools.LengthTool.toolName, angle: tools.AngleTool.toolName, magnify: tools.MagnifyTool.toolName,
};
const marks = [names.distance, names.angle];
const { MouseBindings, KeyboardBindings } = tools.Enums;

export function addTools(): void {
  [tools.WindowLevelTool, tools.PanTool, tools.ZoomTool, tools.StackScrollTool, tools.LengthTool, tools.AngleTool, tools.MagnifyTool].forEach(tool => tools.addTool(tool as never));
  tools.annotation.config.style.setDefaultToolStyles({
    ...tools.annotation.config.style.getDefaultToolStyles(),
    global: {
      ...tools.annotation.config.style.getDefaultToolStyles().global,
      color: '#ffe066', colorHighlighted: '#ffffff', colorSelected: '#ffe066', textBoxColor: '#ffe066', textBoxColorHighlighted: '#ffffff', textBoxColorSelected: '#ffe066',
      lineWidth: '1.5', textBoxFontSize: '14px', textBoxFontFamily: 'system-ui, sans-serif', shadow: true,
    },
  });
}

/** One viewport's tools. */
export class ToolBox {
  private readonly group: tools.Types.IToolGroup;
  tool: Tool = 'window';

  constructor(private readonly id: string, viewportId: string, engineId: string) {
    this.group = tools.ToolGroupManager.createToolGroup(id)!;
    [...Object.values(names), tools.PanTool.toolName, tools.ZoomTool.toolName, tools.StackScrollTool.toolName]
      .forEach(name => this.group.addTool(name, name === names.magnify ? { magnifySize: 8, magnifyWidth: 300, magnifyHeight: 300 } : undefined));
    this.bind(tools.PanTool.toolName, { mouseButton: MouseBindings.Auxiliary });
    this.bind(tools.ZoomTool.toolName, { mouseButton: MouseBindings.Secondary }, { numTouchPoints: 2 });
    this.use('window');
    this.group.addViewport(viewportId, engineId);
  }

  use(tool: Tool): void {
    this.tool = tool;
    // Bindings add up until they are taken away. What was measured stays to be seen and moved.
    [names.window, names.magnify, tools.StackScrollTool.toolName].forEach(name => this.group.setToolDisabled(name));
    marks.forEach(name => this.group.setToolPassive(name, { removeAllBindings: true }));

    // A finger scrolls through the slices until it is asked to do something else.
    this.bind(tools.StackScrollTool.toolName, { mouseButton: MouseBindings.Wheel }, ...(tool === 'window' ? [{ numTouchPoints: 1 }] : []));
    this.bind(names[tool], { mouseButton: MouseBindings.Primary }, ...(tool === 'window' ? [] : [{ numTouchPoints: 1 }]));
    if (tool !== 'magnify') {
      this.bind(names.magnify, { mouseButton: MouseBindings.Primary, modifierKey: KeyboardBindings.Shift });
    }
  }

  dispose(): void {
    tools.ToolGroupManager.destroyToolGroup(this.id);
  }

  private bind(name: string, ...bindings: object[]): void {
    this.group.setToolActive(name, { bindings: bindings as never });
  }
}

/** Takes away the distances and angles of one image; of all when none is named. Gives how many went. */
export function clearMarks(imageId?: string): number {
  const gone = tools.annotation.state.getAllAnnotations()
    .filter(a => a.metadata && marks.includes(a.metadata.toolName) && (imageId === undefined || a.metadata.referencedImageId === imageId));
  gone.forEach(a => tools.annotation.state.removeAnnotation(a.annotationUID!));
  return gone.length;
}
