export type Soap = '1.1' | '1.2'

export const soapNamespaces: Record<Soap, string> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
}

const mediaTypes: Record<Soap, string> = { '1.1': 'text/xml', '1.2': 'application/soap+xml' }

/** Of an answer, and with the action of what is asked in version 1.2. */
export function contentTypeOf(soap: Soap, action?: string): string {
  const type = `${mediaTypes[soap]}; charset=utf-8`
  return action === undefined ? type : `${type}; action="${action}"`
}

/** The version of SOAP that a content type stands for; undefined where it is another. */
export function soapOf(contentType: string): Soap | undefined {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase()
  if (type === mediaTypes['1.1']) return '1.1'
  return type === mediaTypes['1.2'] ? '1.2' : undefined
}
