import encodeQR from 'qr'

/** The text as a QR code: an SVG as the address of an image, black on white in light and dark. */
export function qrPicture(text: string): string {
  const rows = encodeQR(text, 'raw', { border: 4 })
  const strokes = rows.map((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ]
      .map((run) => `M${run.index} ${y}.5h${run[0].length}`)
      .join(''),
  )
  const size = rows.length
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${size} ${size}' shape-rendering='crispEdges'><path fill='#fff' d='M0 0h${size}v${size}H0z'/><path stroke='#000' d='${strokes.join('')}'/></svg>`
  return `data:image/svg+xml,${svg.replace(/[%#<>]/g, encodeURIComponent)}`
}
